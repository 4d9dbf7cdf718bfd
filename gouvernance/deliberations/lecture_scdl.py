"""Lire un fichier SCDL : ce qui l'empêche d'être lu, puis chaque valeur mal écrite."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from gouvernance.deliberations.scdl import COLONNES, OBLIGATOIRES, avec_formule
from gouvernance.francais import INSECABLE, accord, enumerer, insecables, nombre
from gouvernance.regles import siret_valide

TAILLE_MAXIMALE = 1_500_000
VOTES = ["VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION"]


class FichierRefuse(Exception):
    """Le fichier entier ne peut être lu ; le message dit pourquoi et quoi faire."""


@dataclass(frozen=True, slots=True)
class Faute:
    """Valeur à corriger, et où la trouver dans le fichier."""

    ligne: int
    colonne: str
    message: str

    def __str__(self):
        return f"Ligne {self.ligne}, {self.colonne}{INSECABLE}: {self.message}"


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Textes d'une ligne, par colonne ; `numero` est celui de sa première ligne du fichier."""

    numero: int
    textes: dict[str, str]

    def __getitem__(self, colonne: str) -> str:
        return self.textes.get(colonne, "")

    def jour(self, colonne: str) -> date | None:
        return date.fromisoformat(self[colonne]) if self[colonne] else None

    def entier(self, colonne: str) -> int | None:
        return int(self[colonne]) if self[colonne] else None


def lire_fichier(contenu: bytes) -> list[LigneLue]:
    """Lignes non vides du fichier. Lève `FichierRefuse` s'il n'est pas un CSV de ce schéma."""
    if len(contenu) > TAILLE_MAXIMALE:
        raise FichierRefuse(
            f"Ce fichier dépasse {nombre(TAILLE_MAXIMALE // 1000)} ko : importez une année à la "
            "fois."
        )
    lecteur = csv.reader(io.StringIO(decoder(contenu), newline=""), strict=True)
    lignes, debut = [], 1
    try:
        entetes = [cellule.strip() for cellule in next(lecteur, [])]
        verifier_entetes(entetes)
        debut = lecteur.line_num + 1
        for cellules in lecteur:
            if any(cellule.strip() for cellule in cellules):
                lignes.append(ranger(debut, entetes, cellules))
            debut = lecteur.line_num + 1
    except csv.Error as erreur:
        raise FichierRefuse(
            f"La ligne {debut} ne se lit pas : un guillemet n’y est pas fermé, ou une cellule y "
            "est trop longue."
        ) from erreur
    if not lignes:
        raise FichierRefuse("Ce fichier n’a aucune délibération après sa ligne de titres.")
    return lignes


def decoder(contenu: bytes) -> str:
    if not contenu.strip():
        raise FichierRefuse("Ce fichier est vide.")
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = contenu[: erreur.start].count(b"\n") + 1
        raise FichierRefuse(
            f"Ce fichier n’est pas en UTF-8 (ligne {ligne}) : enregistrez-le en CSV UTF-8."
        ) from erreur
    if "\0" in texte:
        raise FichierRefuse("Ce fichier n’est pas un texte : enregistrez-le en CSV UTF-8.")
    return texte


def verifier_entetes(entetes: list[str]) -> None:
    """Chaque colonne obligatoire, une fois, et aucune autre que celles du schéma."""
    if len(entetes) == 1 and ";" in entetes[0]:
        raise FichierRefuse("Les colonnes sont séparées par « ; » : le schéma demande « , ».")
    absentes = [colonne for colonne in OBLIGATOIRES if colonne not in entetes]
    if absentes:
        titre = accord(len(absentes), "Il manque la colonne", "Il manque les colonnes")
        raise FichierRefuse(f"{titre} {enumerer(absentes)}.")
    inconnues = sorted({f"« {colonne} »" for colonne in entetes if colonne not in COLONNES})
    if inconnues:
        titre = accord(len(inconnues), "Colonne inconnue", "Colonnes inconnues")
        raise FichierRefuse(f"{titre} du schéma : {enumerer(inconnues)}.")
    if len(set(entetes)) < len(entetes):
        raise FichierRefuse("Une colonne est écrite deux fois.")


def ranger(numero: int, entetes: list[str], cellules: list[str]) -> LigneLue:
    if len(cellules) != len(entetes):
        raise FichierRefuse(
            f"La ligne {numero} a {len(cellules)} cellules pour {len(entetes)} colonnes : un "
            "texte qui contient une virgule s’écrit entre guillemets."
        )
    textes = [avec_formule(cellule.strip()) for cellule in cellules]
    return LigneLue(numero, dict(zip(entetes, textes, strict=True)))


def fautes_d_ecriture(ligne: LigneLue) -> list[Faute]:
    """Valeurs absentes ou mal écrites, toutes celles de la ligne."""
    fautes = [(c, "valeur obligatoire.") for c in OBLIGATOIRES if not ligne[c]]
    if (siret := ligne["COLL_SIRET"]) and not siret_valide(siret):
        fautes.append(("COLL_SIRET", f"« {siret} » n’est pas un SIRET."))
    for colonne in ["DELIB_DATE", "PREF_DATE"]:
        if ligne[colonne] and not est_une_date(ligne[colonne]):
            fautes.append((colonne, f"« {ligne[colonne]} » n’est pas une date AAAA-MM-JJ."))
    code = ligne["DELIB_MATIERE_CODE"]
    if code and not re.fullmatch(r"[1-9]\.[0-9]{1,2}", code):
        fautes.append(("DELIB_MATIERE_CODE", f"« {code} » n’est pas un code comme « 5.7 »."))
    budget = ligne["BUDGET_ANNEE"]
    if budget and not re.fullmatch(r"[0-9]{4}(/[0-9]{4})?", budget):
        fautes.append(("BUDGET_ANNEE", f"« {budget} » n’est ni une année, ni deux (2020/2021)."))
    fautes += fautes_de_voix(ligne)
    return [Faute(ligne.numero, colonne, insecables(message)) for colonne, message in fautes]


def fautes_de_voix(ligne: LigneLue) -> list[tuple[str, str]]:
    illisibles = [c for c in VOTES if ligne[c] and not re.fullmatch(r"[0-9]{1,4}", ligne[c])]
    if illisibles:
        return [(c, f"« {ligne[c]} » n’est pas un nombre de voix.") for c in illisibles]
    effectif, reel, pour, contre, abstentions = (ligne.entier(c) for c in VOTES)
    fautes = []
    for colonne, voix, autre in [("VOTE_POUR", pour, contre), ("VOTE_CONTRE", contre, pour)]:
        if voix is None and (autre is not None or abstentions is not None):
            fautes.append((colonne, "un vote compté dit les « pour » et les « contre »."))
    if None not in (effectif, reel) and reel > effectif:
        fautes.append(("VOTE_REEL", f"{reel} votants pour un effectif de {effectif}."))
    if None not in (reel, pour, contre, abstentions) and reel != pour + contre + abstentions:
        fautes.append(("VOTE_REEL", f"{reel} votants pour {pour + contre + abstentions} voix."))
    return fautes


def est_une_date(texte: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", texte):
        return False
    try:
        date.fromisoformat(texte)
    except ValueError:
        return False
    return True
