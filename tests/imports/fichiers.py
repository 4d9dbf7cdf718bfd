"""Fichiers d'épreuve, bons et mauvais, écrits octet par octet ou par XlsxWriter."""

import io
import struct
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

ODS = "application/vnd.oasis.opendocument.spreadsheet"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIENS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)
CLASSEUR = (
    f'<workbook xmlns="{PRINCIPAL}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Feuille" sheetId="1" r:id="r1"/></sheets></workbook>'
)
ESPACES = " ".join(
    f'xmlns:{prefixe}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"'
    for prefixe, nom in [("office", "office"), ("table", "table"), ("text", "text")]
)


def xlsx(*lignes: Sequence, preparer=None) -> bytes:
    """Classeur d'une feuille « Données » ; `preparer(classeur, page)` y ajoute ce qu'il veut."""
    tampon = io.BytesIO()
    classeur = Workbook(tampon, {"default_date_format": "dd/mm/yyyy"})
    page = classeur.add_worksheet("Données")
    for rang, ligne in enumerate(lignes):
        page.write_row(rang, 0, ligne)
    if preparer:
        preparer(classeur, page)
    classeur.close()
    return tampon.getvalue()


def xlsx_brut(feuille: str, **autres: str) -> bytes:
    """Classeur dont le XML de la feuille est donné tel quel."""
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "xl/_rels/workbook.xml.rels": LIENS,
            "xl/workbook.xml": CLASSEUR,
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{PRINCIPAL}">{feuille}</worksheet>',
        }
        | autres
    )


def ods_brut(tables: str) -> bytes:
    contenu = (
        f'<office:document-content {ESPACES} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive(
        {"mimetype": ODS, "META-INF/manifest.xml": "<manifest/>", "content.xml": contenu}
    )


def ods(*lignes: Sequence[str], nom: str = "Données") -> bytes:
    rangees = "".join(
        f"<table:table-row>{''.join(cellule_ods(valeur) for valeur in ligne)}</table:table-row>"
        for ligne in lignes
    )
    return ods_brut(f'<table:table table:name="{nom}">{rangees}</table:table>')


def cellule_ods(valeur: str, **attributs: str) -> str:
    ecrits = "".join(
        f' {nom.replace("__", ":").replace("_", "-")}="{texte}"' for nom, texte in attributs.items()
    )
    return (
        f'<table:table-cell office:value-type="string"{ecrits}><text:p>{valeur}</text:p>'
        "</table:table-cell>"
    )


def archive(entrees: dict[str, str | bytes]) -> bytes:
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as sortie:
        for nom, contenu in entrees.items():
            sortie.writestr(nom, contenu)
    return tampon.getvalue()


def bombe(octets: int) -> bytes:
    """Feuille de quelques kilo-octets, qui se déplie en autant d'octets."""
    return xlsx_brut("<sheetData>" + " " * octets + "</sheetData>")


def menteuse(octets: int, annonces: int = 1_000) -> bytes:
    """La même bombe, dont l'archive annonce une petite taille partout où elle la dit."""
    contenu = bytearray(bombe(octets))
    vraie = len(f'<worksheet xmlns="{PRINCIPAL}"><sheetData></sheetData></worksheet>') + octets
    ecrite, fausse = struct.pack("<L", vraie), struct.pack("<L", annonces)
    assert contenu.count(ecrite) == 2
    return bytes(contenu.replace(ecrite, fausse))
