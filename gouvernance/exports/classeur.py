"""XLSX : nombres et dates typés, au format que le tableur de chacun écrit à sa façon."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gouvernance.exports.feuille import DEBUTS_DE_FORMULE, Colonne, Feuille, Genre, typer

# Une ligne à la fois en mémoire ; un texte qui ressemble à une formule ou à un lien reste un texte.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TEXTE_LE_PLUS_LONG = 32_767
LARGEUR_MINIMALE, LARGEUR_MAXIMALE = 10, 60


class FeuilleXlsx:
    """Écrit ligne après ligne, et se souvient de la largeur que chaque colonne demande."""

    def __init__(self, classeur: Workbook, feuille: Feuille):
        self.classeur = classeur
        self.page: Worksheet = classeur.add_worksheet(feuille.onglet)
        self.colonnes = feuille.colonnes
        self.largeurs = [max(len(c.entete), LARGEUR_MINIMALE) for c in feuille.colonnes]
        self.rang = 0
        self.formats: dict[tuple, Format] = {}

    def format(self, **proprietes) -> Format:
        cle = tuple(proprietes.items())
        if cle not in self.formats:
            self.formats[cle] = self.classeur.add_format(proprietes)
        return self.formats[cle]

    def ecrire_textes(self, textes: Sequence[str], **proprietes) -> None:
        for rang, texte in enumerate(textes):
            self.page.write_string(self.rang, rang, texte, self.format(**proprietes))
        self.rang += 1

    def ecrire(self, valeurs: Sequence[object], **proprietes) -> None:
        for rang, (colonne, valeur) in enumerate(zip(self.colonnes, valeurs, strict=True)):
            self.ecrire_cellule(rang, colonne, valeur, proprietes)
        self.rang += 1

    def elargir(self) -> None:
        for rang, largeur in enumerate(self.largeurs):
            self.page.set_column(rang, rang, min(largeur + 2, LARGEUR_MAXIMALE))

    def ecrire_cellule(self, rang: int, colonne: Colonne, valeur: object, gras: dict) -> None:
        match typer(valeur):
            case None:
                pass
            case datetime() as instant:
                forme = self.format(num_format="dd/mm/yyyy hh:mm", **gras)
                self.page.write_datetime(self.rang, rang, instant, forme)
            case date() as jour:
                forme = self.format(num_format="dd/mm/yyyy", **gras)
                self.page.write_datetime(self.rang, rang, jour, forme)
            case Decimal() | int() as nombre:
                forme = self.format(num_format=format_du_nombre(nombre, colonne.genre), **gras)
                self.page.write_number(self.rang, rang, nombre, forme)
            case str() as texte:
                self.largeurs[rang] = max(self.largeurs[rang], len(texte))
                # Enregistré en CSV depuis le tableur, il ne redevient pas une formule.
                cite = {"quote_prefix": True} if texte.startswith(DEBUTS_DE_FORMULE) else {}
                forme = self.format(**gras, **cite) if gras or cite else None
                self.page.write_string(self.rang, rang, texte[:TEXTE_LE_PLUS_LONG], forme)


def format_du_nombre(nombre: int | Decimal, genre: Genre) -> str:
    if genre == Genre.TEXTE:
        return "General"
    est_entier = nombre == int(nombre)
    if genre == Genre.EUROS:
        return '#,##0" €"' if est_entier else '#,##0.00" €"'
    return "#,##0" if est_entier else "#,##0.0####"


def ecrire_xlsx(feuilles: Iterable[Feuille], presentation: str, fichier: BinaryIO) -> None:
    """Sans présentation, les seuls entêtes précèdent les lignes : un import les relit."""
    classeur = Workbook(fichier, OPTIONS)
    for feuille in feuilles:
        ajouter(classeur, feuille, presentation)
    classeur.close()


def ajouter(classeur: Workbook, feuille: Feuille, presentation: str) -> None:
    page = FeuilleXlsx(classeur, feuille)
    if presentation:
        page.ecrire_textes([presentation], bold=True)
        page.ecrire_textes([c.code for c in feuille.colonnes], font_color="#6B6B6B", italic=True)
    page.ecrire_textes([c.entete for c in feuille.colonnes], bold=True, bottom=1)
    entetes = page.rang
    for ligne in feuille.lignes:
        page.ecrire(ligne)
    derniere = max(page.rang - 1, entetes)
    if feuille.totaux:
        page.ecrire(feuille.totaux, bold=True, top=1)
    page.page.autofilter(entetes - 1, 0, derniere, len(feuille.colonnes) - 1)
    page.page.freeze_panes(entetes, 1)
    page.elargir()
