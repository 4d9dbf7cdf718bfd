"""Délibérations au format SCDL 2.1, dans n'importe quel fichier de tableur."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from gouvernance.deliberations.rapprochement import Rapprochement
from gouvernance.deliberations.scdl import deuxieme_niveau, en_ligne
from gouvernance.imports.annuaires import Ambigu
from gouvernance.imports.collectivites import AnnuaireDesCollectivites, UneCollectivite
from gouvernance.imports.contexte import Contexte
from gouvernance.imports.ressource import Cle, Colonne, Ressource
from gouvernance.imports.valeurs import (
    Calcul,
    Entier,
    Jour,
    Valeur,
    ValeurRefusee,
    citer,
    est_un_tiret,
    est_vide,
    uniforme,
)
from gouvernance.imports.valeurs import en_ligne as en_texte
from gouvernance.models import Collectivite, Deliberation
from gouvernance.regles import intitule_de_la_matiere, siret_valide

VOIX = ["VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION"]


class CollectiviteNumerotee(UneCollectivite):
    """La collectivité que disent ensemble un nom et un SIRET ; s'ils se contredisent, une faute."""

    def clean(self, value: object, row: Any = None, **contexte) -> Collectivite:
        siret = former_siret(en_texte(row.get("COLL_SIRET")))
        connues = contexte["lecture"].annuaire(AnnuaireDesCollectivites).par_cle
        numerotees = connues.get((None, siret), []) or connues.get((None, siret[:9]), [])
        try:
            nommee = super().clean(value, row, **contexte)
        except (Ambigu, ValeurRefusee):
            if numerotees:
                return numerotees[0]
            raise
        if numerotees and numerotees[0] != nommee:
            raise ValeurRefusee(f"ce SIRET est celui {numerotees[0].de}, non {nommee.de}.")
        connu = nommee.siret or nommee.siren
        if siret and connu and not siret.startswith(connu):
            raise ValeurRefusee(f"{nommee.nom} a pour numéro {connu}, non {siret}.")
        return nommee


def former_siret(texte: str) -> str:
    return texte.replace(" ", "")


class Siret(Calcul):
    """Quatorze chiffres et une clé juste."""

    def __init__(self):
        super().__init__(former_siret)

    def lire(self, valeur: object) -> str:
        siret = super().lire(valeur)
        if not siret_valide(siret):
            raise ValeurRefusee(f"{citer(valeur)} n’est pas un SIRET.")
        return siret


class Matiere(Valeur):
    """Code de la nomenclature, au deuxième niveau ; la base peut l'affiner."""

    def lire(self, valeur: object) -> str:
        # Un tableur lit « 5.7 » comme un nombre, et l'écrit « 5,7 ».
        code = en_texte(valeur).replace(",", ".")
        if not re.fullmatch(r"[1-9]\.[0-9]{1,2}", code):
            raise ValeurRefusee(f"{citer(valeur)} n’est pas un code comme « 5.7 ».")
        return code

    def est_la_meme(self, avant: object, apres: object) -> bool:
        return deuxieme_niveau(str(avant)) == apres


class Voix(Entier):
    def lire(self, valeur: object) -> int:
        voix = super().lire(valeur)
        if not 0 <= voix <= 9999:
            raise ValeurRefusee(f"{citer(valeur)} n’est pas un nombre de voix.")
        return voix


class Votants(Voix):
    """Contrôlé sans être gardé : la somme des voix."""

    def clean(self, value: object, row: Any = None, **contexte) -> int:
        votants = super().clean(value, row, **contexte)
        ecrites = [row.get(colonne) for colonne in VOIX]
        if not any(est_vide(voix) or est_un_tiret(voix) for voix in ecrites):
            total = sum(Entier().lire(voix) for voix in ecrites)
            if total != votants:
                raise ValeurRefusee(f"{votants} votants pour {total} voix.")
        effectif = row.get("VOTE_EFFECTIF")
        if not (est_vide(effectif) or est_un_tiret(effectif)):
            membres = Entier().lire(effectif)
            if votants > membres:
                raise ValeurRefusee(f"{votants} votants pour un effectif de {membres}.")
        return votants


class AnneeBudgetaire(Valeur):
    """Contrôlée sans être gardée : une année, ou deux."""

    def lire(self, valeur: object) -> str:
        ecrite = en_texte(valeur)
        if not re.fullmatch(r"[0-9]{4}(/[0-9]{4})?", ecrite):
            raise ValeurRefusee(f"{citer(valeur)} n’est ni une année, ni deux (2020/2021).")
        return ecrite


class DeliberationRessource(Ressource):
    code = "deliberations"
    titre = "Délibérations (SCDL)"
    chapeau = (
        "Les délibérations au format SCDL 2.1. Une délibération se reconnaît à son numéro, sinon à "
        "son jour et à son objet. Le schéma ne dit pas le résultat du vote : il reste à saisir."
    )
    siret = Colonne("siret", "COLL_SIRET", Siret(), lue_seulement=True)
    collectivite = Colonne(
        "collectivite",
        "COLL_NOM",
        CollectiviteNumerotee(),
        obligatoire=True,
        aide="Nom officiel, SIREN ou graphie connue.",
        exemple="Dijon Métropole",
    )
    numero = Colonne("numero", "DELIB_ID", aide="Obligatoire pour une délibération nouvelle.")
    date = Colonne("date", "DELIB_DATE", Jour(), obligatoire=True, exemple=date(2018, 11, 29))
    matiere_code = Colonne(
        "matiere_code", "DELIB_MATIERE_CODE", Matiere(), aide="Nomenclature ACTES."
    )
    matiere_nom = Colonne("matiere_nom", "DELIB_MATIERE_NOM")
    objet = Colonne(
        "objet",
        "DELIB_OBJET",
        obligatoire=True,
        exemple="Adoption du schéma de mutualisation 2018-2020",
    )
    budget_annee = Colonne("budget_annee", "BUDGET_ANNEE", AnneeBudgetaire(), lue_seulement=True)
    budget_nom = Colonne("budget_nom", "BUDGET_NOM", lue_seulement=True)
    prefecture = Colonne("prefecture", "PREF_ID", lue_seulement=True)
    transmise_le = Colonne("transmise_le", "PREF_DATE", Jour())
    effectif = Colonne("effectif", "VOTE_EFFECTIF", Voix(), lue_seulement=True)
    pour = Colonne("pour", "VOTE_POUR", Voix())
    contre = Colonne("contre", "VOTE_CONTRE", Voix())
    abstentions = Colonne("abstentions", "VOTE_ABSTENTION", Voix())
    votants = Colonne("votants", "VOTE_REEL", Votants(), lue_seulement=True)
    adresse = Colonne("adresse", "DELIB_URL")

    class Meta:
        model = Deliberation
        fields = (
            "siret",
            "collectivite",
            "numero",
            "date",
            "matiere_code",
            "matiere_nom",
            "objet",
            "budget_annee",
            "budget_nom",
            "prefecture",
            "transmise_le",
            "effectif",
            "pour",
            "contre",
            "abstentions",
            "votants",
            "adresse",
        )
        import_id_fields = ("numero", "collectivite")

    def get_queryset(self):
        return Deliberation.objects.select_related("collectivite", "instance", "seance")

    def lire_existants(self, contexte: Contexte) -> Rapprochement:
        contexte.notes["actes"] = Rapprochement()
        return contexte.notes["actes"]

    def cle_lue(self, valeurs: Mapping[str, Any]) -> Cle:
        reconnue = valeurs.get("numero") or (valeurs["date"], uniforme(valeurs["objet"]))
        return valeurs["collectivite"].pk, reconnue

    def chercher(self, valeurs: Mapping[str, Any], existants: Rapprochement) -> Model | None:
        numero = valeurs.get("numero", "")
        return existants.deliberation(
            valeurs["collectivite"], numero, valeurs["date"], valeurs["objet"]
        )

    def connue(self, objet: Deliberation, colonne: Colonne) -> object:
        if colonne.attribute == "matiere_nom":
            return objet.intitule_de_la_matiere
        return super().connue(objet, colonne)

    def completer(self, objet: Deliberation, contexte: Contexte, *, est_neuve: bool) -> None:
        if objet.matiere_nom == intitule_de_la_matiere(objet.matiere_code):
            # L'intitulé de la nomenclature se déduit du code.
            objet.matiere_nom = ""
        actes = contexte.notes["actes"]
        if not est_neuve:
            if objet.date != actes.jours[objet.pk]:
                objet.precision = "jour"
            return
        neuve = actes.nouvelle(objet.collectivite, objet.date)
        objet.instance, objet.seance = neuve.instance, neuve.seance
        objet.assemblee = neuve.assemblee

    def champs_lies(self, champs: set[str]) -> set[str]:
        """Un jour lu dans un fichier est connu au jour près."""
        return champs | {"precision"} if "date" in champs else champs

    def verifier(self, objet: Deliberation, contexte: Contexte) -> Iterable[tuple[str, str]]:
        if objet.pk is not None:
            return
        for attribut in ["numero", "matiere_code"]:
            if not getattr(objet, attribut):
                yield attribut, "il faut une valeur pour une délibération nouvelle."

    def exporter_ligne(self, objet: Deliberation, contexte: Contexte) -> tuple[object, ...]:
        ecrite = en_ligne(objet)
        # Le schéma écrit des textes ; un tableur veut des dates, et se garde lui-même des formules.
        ecrite["DELIB_ID"], ecrite["DELIB_OBJET"] = objet.numero, objet.objet
        ecrite["DELIB_DATE"], ecrite["PREF_DATE"] = objet.date, objet.transmise_le
        return tuple(ecrite.get(colonne.nom) for colonne in self.fields.values())
