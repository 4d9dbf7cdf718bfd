"""Relit un téléchargement, quel que soit son format, avec la bibliothèque standard."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
XLSX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORIGINE_XLSX = datetime(1899, 12, 30)  # noqa: DTZ001 – un tableur ignore les fuseaux


@dataclass(frozen=True)
class Telechargement:
    presentation: str
    codes: list[str]
    entetes: list[str]
    lignes: list[list[object]]


def ranger(lignes: list[list[object]]) -> Telechargement:
    presentation, codes, entetes, *suite = lignes
    return Telechargement(presentation[0], codes, entetes, suite)


def lire_csv(reponse) -> Telechargement:
    texte = reponse.getvalue().decode("utf-8-sig")
    return ranger(list(csv.reader(io.StringIO(texte, newline=""), delimiter=";")))


def lire_xlsx(reponse) -> Telechargement:
    archive = ZipFile(io.BytesIO(reponse.getvalue()))
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {
        forme.get("numFmtId"): forme.get("formatCode") for forme in styles.iter(f"{XLSX}numFmt")
    }
    genres = [formats.get(style.get("numFmtId"), "") for style in styles.find(f"{XLSX}cellXfs")]
    feuille = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    lignes = [
        {colonne(cellule): valeur_xlsx(cellule, genres) for cellule in ligne}
        for ligne in feuille.iter(f"{XLSX}row")
    ]
    largeur = max(lignes[1]) + 1
    return ranger([[ligne.get(rang) for rang in range(largeur)] for ligne in lignes])


def colonne(cellule: ElementTree.Element) -> int:
    """Rang d'une colonne : « A7 » est dans la première."""
    rang = 0
    for lettre in cellule.get("r").rstrip("0123456789"):
        rang = rang * 26 + ord(lettre) - ord("A") + 1
    return rang - 1


def valeur_xlsx(cellule: ElementTree.Element, genres: list[str]) -> object:
    if cellule.get("t") == "inlineStr":
        return "".join(cellule.itertext())
    valeur = Decimal(cellule.find(f"{XLSX}v").text)
    genre = genres[int(cellule.get("s", 0))]
    if "yyyy" not in genre:
        return valeur
    instant = ORIGINE_XLSX + timedelta(days=float(valeur))
    return instant if "hh" in genre else instant.date()


def lire_ods(reponse) -> Telechargement:
    archive = ZipFile(io.BytesIO(reponse.getvalue()))
    contenu = ElementTree.fromstring(archive.read("content.xml"))
    return ranger(
        [
            [valeur_ods(cellule) for cellule in ligne]
            for ligne in contenu.iter(f"{ODS % 'table'}table-row")
        ]
    )


def valeur_ods(cellule: ElementTree.Element) -> object:
    bureau = ODS % "office"
    match cellule.get(f"{bureau}value-type"):
        case None:
            return None
        case "float":
            return Decimal(cellule.get(f"{bureau}value"))
        case "date":
            ecrite = cellule.get(f"{bureau}date-value")
            return datetime.fromisoformat(ecrite) if "T" in ecrite else date.fromisoformat(ecrite)
    return "\n".join(paragraphe.text or "" for paragraphe in cellule)


LECTEURS = {"csv": lire_csv, "xlsx": lire_xlsx, "ods": lire_ods}
