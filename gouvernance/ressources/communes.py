"""Communes et populations légales : nos colonnes, ou les fichiers de l'Insee tels que publiés."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from gouvernance.francais import accord, cle_de_tri, enumerer, insecables, nombre
from gouvernance.imports.annuaires import normaliser
from gouvernance.imports.collectivites import AnnuaireDesCollectivites, UneCollectivite
from gouvernance.imports.contexte import Contexte
from gouvernance.imports.ressource import Cle, Colonne, Ressource
from gouvernance.imports.resultats import Candidat, Question
from gouvernance.imports.valeurs import (
    Annee,
    Calcul,
    Choix,
    Entier,
    Jour,
    Nombre,
    en_ligne,
)
from gouvernance.models import Collectivite, Commune, Population
from gouvernance.periodes import Precision

Nature, Article = Collectivite.Nature, Collectivite.Article
CODES = ["com", "codgeo", "code insee", "code geographique", "codcom", "code commune"]
DEPARTEMENTS = ["dep", "coddep", "code departement"]
# Code officiel géographique : « type de nom en clair », qui dit l'article.
ARTICLES = {"0": Article.AUCUN, "1": Article.AUCUN, "2": Article.LE, "3": Article.LA}
ARTICLES |= {"4": Article.LES, "5": Article.L}
# Un recensement entre en vigueur au 1er janvier de la troisième année suivante.
DELAI = 3
VUES = "vues"
# Pourquoi une ligne est laissée de côté : une ligne, plusieurs.
AUTRES = ("ligne n’est pas une commune", "lignes ne sont pas des communes")
HORS = ("ligne est hors de la métropole", "lignes sont hors de la métropole")


def former_code(texte: str) -> str:
    """Un tableur lit « 01004 » comme un nombre, et lui retire son zéro."""
    code = texte.upper()
    return code.zfill(5) if code.isdigit() else code


def former_numero(texte: str) -> str:
    return texte.replace(" ", "")


def code_publie(brutes: Mapping[str, Any]) -> str:
    """Code de la commune d'un fichier de l'Insee, en une colonne ou en deux ; sinon rien."""
    codes = (en_ligne(brutes.get(titre)) for titre in CODES)
    # Selon l'année du fichier, « COM » est un code ou un nom.
    com = next((code for code in codes if code[:1].isdigit()), "")
    dep = next((en_ligne(brutes[titre]) for titre in DEPARTEMENTS if brutes.get(titre)), "")
    if len(com) <= 3 and com.isdigit() and dep:
        return dep.zfill(2) + com.zfill(5 - len(dep.zfill(2)))
    return former_code(com) if com else ""


class FichierInsee(Ressource):
    """Ressource dont le fichier publié couvre la France : seules nos communes en sont gardées."""

    def ecarter(self, raison: tuple[str, str], contexte: Contexte) -> bool:
        contexte.notes[raison] = contexte.notes.get(raison, 0) + 1
        return False

    def codes(self, contexte: Contexte) -> dict[str, Collectivite]:
        if "codes" not in contexte.notes:
            lues = contexte.annuaire(AnnuaireDesCollectivites).par_pk.values()
            anciennes_d_abord = sorted(lues, key=lambda c: c.successeur_id is None)
            contexte.notes["codes"] = {
                c.code_insee: c for c in anciennes_d_abord if c.nature == Nature.COMMUNE
            }
            contexte.notes[VUES] = set()
        return contexte.notes["codes"]

    def remarques(self, contexte: Contexte) -> Iterable[str]:
        for raison in [AUTRES, HORS]:
            if n := contexte.notes.get(raison):
                suite = accord(n, "elle est laissée", "elles sont laissées")
                yield insecables(f"{nombre(n)} {accord(n, *raison)} : {suite} de côté.")
        if contexte.notes.get("est publié"):
            communes = self.codes(contexte).values()
            absentes = [
                c.nom for c in communes if c.date_fin is None and c.pk not in contexte.notes[VUES]
            ]
            if absentes:
                titre = accord(len(absentes), "Commune absente", "Communes absentes")
                yield insecables(
                    f"{titre} du fichier : {enumerer(sorted(absentes, key=cle_de_tri))}."
                )


class CommuneRessource(FichierInsee):
    code = "communes"
    titre = "Communes"
    chapeau = (
        "Nos colonnes, ou le fichier des communes du code officiel géographique (COG) tel que "
        "l’Insee le publie : il met à jour les noms et les articles des communes de la métropole, "
        "et n’en ajoute aucune."
    )
    nom = Colonne(
        "nom",
        "Nom officiel",
        obligatoire=True,
        aide="Tel que l’écrit le code officiel géographique.",
        exemple="Fontaine-lès-Dijon",
        autres_noms=["LIBELLE"],
    )
    code_insee = Colonne(
        "code_insee",
        "Code INSEE",
        Calcul(former_code),
        obligatoire=True,
        aide="Cinq caractères ; c’est lui qui reconnaît la commune.",
        exemple="21278",
        autres_noms=["COM", "CODGEO"],
    )
    article = Colonne("article", "Article", Choix(Article), aide="Ou « sans article ».")
    siren = Colonne("siren", "SIREN", Calcul(former_numero), exemple="212102784")
    siret = Colonne("siret", "SIRET du siège", Calcul(former_numero))
    date_debut = Colonne("date_debut", "Membre depuis", Jour(), exemple=date(1978, 1, 1))
    precision_debut = Colonne(
        "precision_debut", "Précision de cette date", Choix(Precision), exemple="à l’année près"
    )
    date_fin = Colonne("date_fin", "Membre jusqu’au", Jour(), aide="Dernier jour inclus.")
    successeur = Colonne("successeur", "Commune qui lui succède", UneCollectivite(Nature.COMMUNE))
    latitude = Colonne("latitude", "Latitude", Nombre(), exemple=Decimal("47.34737"))
    longitude = Colonne("longitude", "Longitude", Nombre(), exemple=Decimal("5.02456"))

    class Meta:
        model = Commune
        fields = (
            "nom",
            "code_insee",
            "article",
            "siren",
            "siret",
            "date_debut",
            "precision_debut",
            "date_fin",
            "successeur",
            "latitude",
            "longitude",
        )
        import_id_fields = ("code_insee", "nom")

    def init_instance(self, row=None) -> Commune:
        return Commune(nature=Nature.COMMUNE)

    def lire_existants(self, contexte: Contexte) -> dict[Cle, Model]:
        """Par code et nom ; par code seul, celle qui le porte aujourd'hui."""
        lus = list(self.lire_relies(contexte))
        anciennes_d_abord = sorted(lus, key=lambda commune: commune.successeur_id is None)
        par_code = {(commune.code_insee,): commune for commune in anciennes_d_abord}
        return par_code | {self.cle_connue(commune): commune for commune in lus}

    def chercher(self, valeurs: Mapping[str, Any], existants: dict[Cle, Model]) -> Model | None:
        return existants.get(self.cle_lue(valeurs)) or existants.get((valeurs["code_insee"],))

    def retenir(self, lues, brutes, contexte) -> bool:
        """Du COG : les communes, hors arrondissements et communes déléguées."""
        if "typecom" not in brutes:
            return True
        contexte.notes["est publié"] = True
        codes = self.codes(contexte)
        if en_ligne(brutes["typecom"]) != "COM":
            return self.ecarter(AUTRES, contexte)
        commune = codes.get(code_publie(brutes))
        if commune is None:
            return self.ecarter(HORS, contexte)
        contexte.notes[VUES].add(commune.pk)
        tncc = en_ligne(brutes.get("tncc"))
        if tncc in ARTICLES:
            lues["Article"] = ARTICLES[tncc].label
        return True

    def completer(self, objet: Model, contexte: Contexte, *, est_neuve: bool) -> None:
        objet.nom_de_tri = cle_de_tri(objet.nom)

    def champs_lies(self, champs: set[str]) -> set[str]:
        return champs | {"nom_de_tri"} if "nom" in champs else champs


class PopulationRessource(FichierInsee):
    code = "populations"
    titre = "Populations légales"
    chapeau = (
        "Nos colonnes, ou le fichier des populations légales (« ensemble ») tel que l’Insee le "
        "publie : seules les communes de la métropole en sont gardées. Ce fichier ne dit pas son "
        "millésime : la page le demande."
    )
    collectivite = Colonne(
        "collectivite",
        "Commune",
        UneCollectivite(Nature.COMMUNE),
        obligatoire=True,
        aide="Nom officiel, code INSEE, SIREN ou graphie connue.",
        exemple="Ahuy",
        autres_noms=[*CODES, "Nom de la commune"],
    )
    millesime = Colonne(
        "millesime",
        "Millésime",
        Annee(),
        obligatoire=True,
        aide="Année du recensement.",
        exemple=2018,
    )
    en_vigueur = Colonne(
        "en_vigueur",
        "En vigueur au 1er janvier",
        Annee(),
        aide="Vide : trois ans après le recensement.",
        exemple=2021,
    )
    municipale = Colonne(
        "municipale",
        "Population municipale",
        Entier(),
        obligatoire=True,
        exemple=1337,
        autres_noms=["PMUN"],
    )
    totale = Colonne("totale", "Population totale", Entier(), exemple=1362, autres_noms=["PTOT"])

    class Meta:
        model = Population
        fields = ("collectivite", "millesime", "en_vigueur", "municipale", "totale")
        import_id_fields = ("collectivite", "millesime")

    def colonnes_deduites(self, titres: Collection[str]) -> Collection[str]:
        return {"Millésime"}

    def questions_prealables(self, titres, contexte) -> Iterable[Question]:
        """Le millésime, qu'aucune colonne ne donne."""
        if normaliser("Millésime") in titres:
            return
        permis = range(timezone.localdate().year - 2, timezone.localdate().year - 14, -1)
        reponse = contexte.reponses.get("millesime", "")
        if reponse in map(str, permis):
            contexte.notes["millesime"] = int(reponse)
            return
        candidats = tuple(
            Candidat(str(annee), f"{annee}, en vigueur au 1er janvier {annee + DELAI}")
            for annee in permis
        )
        yield Question("millesime", (), "Millésime", "", candidats)

    def retenir(self, lues, brutes, contexte) -> bool:
        if millesime := contexte.notes.get("millesime"):
            lues["Millésime"] = millesime
        code = code_publie(brutes)
        if not code:
            return True
        codes = self.codes(contexte)
        contexte.notes["est publié"] = "pmun" in brutes
        if code not in codes:
            return self.ecarter(HORS, contexte)
        contexte.notes[VUES].add(codes[code].pk)
        lues["Commune"] = codes[code].nom
        return True

    def completer(self, objet: Model, contexte: Contexte, *, est_neuve: bool) -> None:
        if objet.en_vigueur is None:
            objet.en_vigueur = objet.millesime + DELAI
