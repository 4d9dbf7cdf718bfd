"""XLSX : la feuille voulue, ses limites relevées avant que ses cellules ne soient lues."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile

from gouvernance.francais import enumerer
from gouvernance.imports.bornes import FAUTES_MONTREES
from gouvernance.imports.cellules import lire_les_cellules
from gouvernance.imports.lecture_archive import INCOMPLET, Archive, Copie
from gouvernance.imports.mise_en_tableau import Brut
from gouvernance.imports.pourcentages import StylesXlsx
from gouvernance.imports.surveillance import Releve, local, parcourir, surveiller
from gouvernance.imports.tableau import illisible

CLASSEUR = "xl/workbook.xml"
LIENS = "xl/_rels/workbook.xml.rels"
TEXTES = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
ANNEXES = ("[Content_Types].xml", "_rels/.rels", CLASSEUR, LIENS)
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class FeuilleDuClasseur:
    nom: str
    chemin: str
    est_cachee: bool


@dataclass
class TextesPartages:
    """Longueur de chaque texte cité par les cellules."""

    longueurs: list[int] = field(default_factory=list)

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        if local(nom) == "si":
            self.longueurs.append(0)

    def texte(self, texte: str) -> None:
        if self.longueurs:
            self.longueurs[-1] += len(texte)


@dataclass
class SurveillantXlsx:
    """Suit les cellules d'une feuille ; `releve` en garde les limites et les fautes."""

    textes: list[int]
    # Rangs des styles qui affichent un pourcentage.
    styles: set[str]
    releve: Releve = field(default_factory=Releve)
    ligne: int = 0
    colonne: int = 0
    genre: str = ""
    en_pourcentage: bool = False
    formule: bool = False
    valeur: bool = False
    ecrit: str = ""
    longueur: int = 0

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        match local(nom):
            case "c":
                self.ouvrir_la_cellule(attributs)
            case "v" | "is":
                self.valeur, self.ecrit = True, ""
            case "f":
                self.formule = True
            case "row":
                self.ligne, self.colonne = int(attributs.get("r", self.ligne + 1)), 0
            case "mergeCell" if len(self.releve.fusions) < FAUTES_MONTREES:
                self.releve.fusions.append(attributs.get("ref", "?"))

    def ouvrir_la_cellule(self, attributs: dict[str, str]) -> None:
        self.colonne += 1
        if reference := REFERENCE.fullmatch(attributs.get("r", "").upper()):
            self.colonne, self.ligne = en_rang(reference[1]), int(reference[2])
        self.genre = attributs.get("t", "")
        self.en_pourcentage = attributs.get("s", "0") in self.styles and self.genre in {"", "n"}
        self.formule = self.valeur = False
        self.longueur = 0

    def texte(self, texte: str) -> None:
        if self.valeur:
            self.longueur += len(texte)
            if self.genre == "s":
                self.ecrit += texte

    def fin(self, nom: str) -> None:
        if local(nom) != "c":
            return
        if self.valeur:
            longueur = self.longueur
            if self.genre == "s" and self.ecrit.strip().isdecimal():
                rang = int(self.ecrit)
                longueur = self.textes[rang] if rang < len(self.textes) else 0
            self.releve.remplir(self.ligne, self.colonne, longueur)
            if self.en_pourcentage:
                self.releve.noter_un_pourcentage(self.ligne, self.colonne)
            if self.genre == "e":
                self.signaler(self.releve.en_erreur)
        elif self.formule:
            self.releve.remplir(self.ligne, self.colonne, 0)
            self.signaler(self.releve.sans_valeur)
        self.valeur = False

    def signaler(self, liste: list[tuple[int, int]]) -> None:
        if len(liste) < FAUTES_MONTREES:
            liste.append((self.ligne, self.colonne))


def lire_xlsx(contenu: bytes, feuille: str = "") -> Brut:
    archive = Archive(contenu)
    feuilles = lire_les_feuilles(archive)
    with NamedTemporaryFile(suffix=".xlsx") as fichier:
        with Copie(archive, fichier) as copie:
            for annexe in ANNEXES:
                if archive.contient(annexe):
                    copie.copier(annexe, surveiller)
            partages = TextesPartages()
            if archive.contient(TEXTES):
                copie.copier(TEXTES, lambda m: surveiller(m, partages.debut, None, partages.texte))
            styles = StylesXlsx()
            if archive.contient(STYLES):
                copie.copier(STYLES, lambda m: surveiller(m, styles.debut, styles.fin))
            choisie, releve = choisir(copie, feuilles, feuille, partages.longueurs, styles.rangs)
        fichier.flush()
        autres = tuple(f.nom for f in feuilles if f != choisie and not f.est_cachee)
        return lire_les_cellules(fichier.name, choisie.nom, autres, releve.pourcentages)


def choisir(
    copie: Copie,
    feuilles: list[FeuilleDuClasseur],
    voulue: str,
    textes: list[int],
    styles: set[str],
) -> tuple[FeuilleDuClasseur, Releve]:
    """La feuille nommée, sinon la première visible qui contient quelque chose, et son relevé."""
    candidates = [f for f in feuilles if f.nom == voulue or (not voulue and not f.est_cachee)]
    if not candidates:
        noms = enumerer(f"« {f.nom} »" for f in feuilles)
        raise illisible(f"Ce classeur n’a pas de feuille « {voulue} » : il a {noms}.")
    for candidate in candidates:
        suivi = SurveillantXlsx(textes, styles)

        def surveiller_la_feuille(morceaux: Iterator[bytes], suivi=suivi) -> Iterator[bytes]:
            return surveiller(morceaux, suivi.debut, suivi.fin, suivi.texte)

        copie.copier(candidate.chemin, surveiller_la_feuille)
        if not suivi.releve.est_vide:
            suivi.releve.refuser_les_fautes()
            return candidate, suivi.releve
    raise illisible("Ce classeur est vide : aucune de ses feuilles ne contient de valeur.")


def lire_les_feuilles(archive: Archive) -> list[FeuilleDuClasseur]:
    cibles: dict[str, str] = {}
    feuilles = []

    def lien(nom: str, attributs: dict[str, str]) -> None:
        if local(nom) == "Relationship":
            cibles[attributs.get("Id", "")] = en_chemin(attributs.get("Target", ""))

    def feuille(nom: str, attributs: dict[str, str]) -> None:
        if local(nom) == "sheet":
            identifiant = next((v for c, v in attributs.items() if local(c) == "id"), "")
            cachee = attributs.get("state", "visible") != "visible"
            titre = attributs.get("name", "")
            feuilles.append(FeuilleDuClasseur(titre, cibles.get(identifiant, ""), cachee))

    parcourir(archive.morceaux(LIENS), lien)
    parcourir(archive.morceaux(CLASSEUR), feuille)
    if not feuilles:
        raise illisible(INCOMPLET)
    return [f for f in feuilles if "/chartsheets/" not in f.chemin]


def en_chemin(cible: str) -> str:
    if cible.startswith("/"):
        return cible[1:]
    return cible if cible.startswith("xl/") else f"xl/{cible}"


def en_rang(lettres: str) -> int:
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - ord("A") + 1
    return rang
