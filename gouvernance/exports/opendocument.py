"""ODS, écrit au fil des lignes : nombres, euros et dates typés, à la française.

Écrit ici, et non par `stream-write-ods` : cette bibliothèque ne connaît qu'un format de date,
AAAA-MM-JJ, aucun format de nombre ni de montant, et dépend d'une bibliothèque de chiffrement.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from gouvernance.exports.feuille import Colonne, Feuille, Genre, typer
from gouvernance.francais import euros
from gouvernance.francais import nombre as ecrire_nombre

TYPE_ODS = "application/vnd.oasis.opendocument.spreadsheet"
ESPACE = "urn:oasis:names:tc:opendocument:xmlns"
MANIFESTE = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{ESPACE}:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2"
 manifest:media-type="{TYPE_ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""

NOMBRE = '<number:number number:grouping="true" number:min-integer-digits="1"'
DECIMAL = f'{NOMBRE} number:decimal-places="5" number:min-decimal-places="1"/>'
FORMES = {
    "entier": f'number:number-style|{NOMBRE} number:decimal-places="0"/>',
    "decimal": f"number:number-style|{DECIMAL}",
    "montant": f'number:number-style|{NOMBRE} number:decimal-places="0"/>'
    "<number:text> €</number:text>",
    "montant-exact": f'number:number-style|{NOMBRE} number:decimal-places="2"/>'
    "<number:text> €</number:text>",
    "date": 'number:date-style|<number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/>',
    "instant": 'number:date-style|<number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/><number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/>',
}


def ecrire_styles() -> Iterator[str]:
    for nom, forme in FORMES.items():
        balise, _, contenu = forme.partition("|")
        yield (
            f'<{balise} style:name="f-{nom}" number:language="fr" number:country="FR">'
            f"{contenu}</{balise}>"
        )
    for nom in ["", *FORMES]:
        forme = f' style:data-style-name="f-{nom}"' if nom else ""
        for suffixe, graisse in [("", ""), ("-gras", 'fo:font-weight="bold"')]:
            yield (
                f'<style:style style:name="c-{nom}{suffixe}" style:family="table-cell"{forme}>'
                f"<style:text-properties {graisse}/></style:style>"
            )
    yield (
        '<style:style style:name="large" style:family="table-column">'
        '<style:table-column-properties style:column-width="4.5cm"/></style:style>'
    )


DEBUT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{ESPACE}:office:1.0" xmlns:style="{ESPACE}:style:1.0"
 xmlns:table="{ESPACE}:table:1.0" xmlns:text="{ESPACE}:text:1.0"
 xmlns:number="{ESPACE}:datastyle:1.0" xmlns:fo="{ESPACE}:xsl-fo-compatible:1.0"
 office:version="1.2"><office:automatic-styles>{"".join(ecrire_styles())}</office:automatic-styles>
<office:body><office:spreadsheet>"""
FIN = "</office:spreadsheet></office:body></office:document-content>"


def en_texte(texte: str, gras: str = "") -> str:
    paragraphes = "".join(f"<text:p>{escape(ligne)}</text:p>" for ligne in texte.split("\n"))
    return (
        f'<table:table-cell office:value-type="string" table:style-name="c-{gras}">'
        f"{paragraphes}</table:table-cell>"
    )


def en_cellule_ods(colonne: Colonne, valeur: object, gras: str = "") -> str:
    match typer(valeur):
        case None:
            return "<table:table-cell/>"
        case datetime() as instant:
            ecrite = f"{instant:%d/%m/%Y %H:%M}"
            return typee(
                "date", "date-value", f"{instant:%Y-%m-%dT%H:%M:%S}", "instant", ecrite, gras
            )
        case date() as jour:
            return typee("date", "date-value", f"{jour:%Y-%m-%d}", "date", f"{jour:%d/%m/%Y}", gras)
        case Decimal() | int() as nombre:
            style, ecrite = forme_du_nombre(nombre, colonne.genre)
            return typee("float", "value", f"{Decimal(nombre):f}", style, ecrite, gras)
        case str() as texte:
            return en_texte(texte, gras)


def forme_du_nombre(nombre: int | Decimal, genre: Genre) -> tuple[str, str]:
    est_entier = nombre == int(nombre)
    match genre:
        case Genre.EUROS if est_entier:
            return "montant", euros(nombre)
        case Genre.EUROS:
            return "montant-exact", euros(nombre, 2)
        case Genre.NOMBRE:
            return "entier" if est_entier else "decimal", ecrire_nombre(nombre)
    return "", str(nombre)


def typee(genre: str, attribut: str, valeur: str, style: str, ecrite: str, gras: str) -> str:
    return (
        f'<table:table-cell office:value-type="{genre}" office:{attribut}="{valeur}"'
        f' table:style-name="c-{style}{gras}"><text:p>{escape(ecrite)}</text:p></table:table-cell>'
    )


def en_ligne(cellules: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(cellules)}</table:table-row>"


def ecrire_contenu(feuilles: Iterable[Feuille], presentation: str) -> Iterator[str]:
    yield DEBUT
    for feuille in feuilles:
        yield from ecrire_feuille(feuille, presentation)
    yield FIN


def ecrire_feuille(feuille: Feuille, presentation: str) -> Iterator[str]:
    colonnes = feuille.colonnes

    def ligne(valeurs: Sequence[object], gras: str = "") -> str:
        paires = zip(colonnes, valeurs, strict=True)
        return en_ligne([en_cellule_ods(colonne, valeur, gras) for colonne, valeur in paires])

    yield f'<table:table table:name="{escape(feuille.onglet)}">'
    yield '<table:table-column table:style-name="large"'
    yield f' table:number-columns-repeated="{len(colonnes)}"/><table:table-header-rows>'
    if presentation:
        yield en_ligne([en_texte(presentation, "-gras")])
        yield en_ligne([en_texte(colonne.code) for colonne in colonnes])
    yield en_ligne([en_texte(colonne.entete, "-gras") for colonne in colonnes])
    yield "</table:table-header-rows>"
    for valeurs in feuille.lignes:
        yield ligne(valeurs)
    if feuille.totaux:
        yield ligne(feuille.totaux, "-gras")
    yield "</table:table>"


def ecrire_ods(feuilles: Iterable[Feuille], presentation: str, fichier: BinaryIO) -> None:
    with ZipFile(fichier, "w", ZIP_DEFLATED) as archive:
        # Le premier, et sans compression : c'est à lui que le format se reconnaît.
        archive.writestr(ZipInfo("mimetype"), TYPE_ODS, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFESTE)
        with archive.open("content.xml", "w") as contenu:
            for morceau in ecrire_contenu(feuilles, presentation):
                contenu.write(morceau.encode())
