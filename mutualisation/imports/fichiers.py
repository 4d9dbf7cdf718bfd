"""Les fichiers qu'un import donne à remplir, ou relit : une ligne de titres, puis les lignes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.http import FileResponse, StreamingHttpResponse
from xlsxwriter import Workbook

from gouvernance.exports import Colonne, Feuille, lignes_csv
from gouvernance.exports.classeur import OPTIONS, FeuilleXlsx
from gouvernance.exports.opendocument import (
    DEBUT,
    FIN,
    MANIFESTE,
    TYPE_ODS,
    en_cellule_ods,
    en_ligne,
    en_texte,
)
from gouvernance.imports.analyse import exporter
from gouvernance.imports.ressource import Ressource

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODE_D_EMPLOI = "Mode d’emploi"
AIDES = tuple(
    Colonne(code, entete)
    for code, entete in [
        ("colonne", "Colonne"),
        ("obligatoire", "Obligatoire"),
        ("aide", "Ce qu’on y écrit"),
        ("exemple", "Exemple"),
    ]
)


@dataclass(frozen=True, slots=True)
class Page:
    """Une feuille de classeur."""

    nom: str
    colonnes: tuple[Colonne, ...]
    lignes: Iterable[tuple]


def telecharger_le_modele(ressource: type[Ressource], forme: str):
    return telecharger(pages(ressource, ()), f"modele-{ressource.code}", forme)


def telecharger_l_existant(ressource: type[Ressource], forme: str):
    _, lignes = exporter(ressource)
    return telecharger(pages(ressource, lignes), ressource.code, forme)


def pages(ressource: type[Ressource], lignes: Iterable[tuple]) -> list[Page]:
    """Les données d'abord : c'est la feuille qu'un import lira."""
    colonnes = tuple(colonne.exportee for colonne in ressource.colonnes)
    aides = [(c.nom, c.obligatoire, c.aide, c.exemple) for c in ressource.colonnes]
    return [Page("Données", colonnes, lignes), Page(MODE_D_EMPLOI, AIDES, aides)]


def telecharger(pages: list[Page], nom: str, forme: str):
    if forme == "csv":
        donnees = pages[0]
        return StreamingHttpResponse(
            lignes_csv(avec_titres(donnees)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{nom}.csv"'},
        )
    fichier = TemporaryFile()  # noqa: SIM115 – la réponse le ferme
    ecrire, type_mime = {"xlsx": (ecrire_xlsx, TYPE_XLSX), "ods": (ecrire_ods, TYPE_ODS)}[forme]
    ecrire(pages, fichier)
    fichier.seek(0)
    return FileResponse(
        fichier, as_attachment=True, filename=f"{nom}.{forme}", content_type=type_mime
    )


def avec_titres(page: Page) -> Iterator[Iterable[object]]:
    yield [colonne.entete for colonne in page.colonnes]
    yield from page.lignes


def ecrire_xlsx(pages: list[Page], fichier: BinaryIO) -> None:
    classeur = Workbook(fichier, OPTIONS)
    for page in pages:
        feuille = FeuilleXlsx(classeur, Feuille(page.nom, page.colonnes, ()), page.nom)
        feuille.ecrire_textes([colonne.entete for colonne in page.colonnes], bold=True, bottom=1)
        for ligne in page.lignes:
            feuille.ecrire(ligne)
        feuille.page.freeze_panes(1, 0)
        feuille.elargir()
    classeur.close()


def ecrire_ods(pages: list[Page], fichier: BinaryIO) -> None:
    with ZipFile(fichier, "w", ZIP_DEFLATED) as archive:
        # Le premier, et sans compression : c'est à lui que le format se reconnaît.
        archive.writestr(ZipInfo("mimetype"), TYPE_ODS, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFESTE)
        with archive.open("content.xml", "w") as contenu:
            for morceau in ecrire_contenu(pages):
                contenu.write(morceau.encode())


def ecrire_contenu(pages: list[Page]) -> Iterator[str]:
    yield DEBUT
    for rang, page in enumerate(pages):
        yield "</table:table>" if rang else ""
        yield f'<table:table table:name="{page.nom}">'
        yield '<table:table-column table:style-name="large"'
        yield f' table:number-columns-repeated="{len(page.colonnes)}"/>'
        yield en_ligne([en_texte(colonne.entete, "-gras") for colonne in page.colonnes])
        for valeurs in page.lignes:
            paires = zip(page.colonnes, valeurs, strict=True)
            yield en_ligne([en_cellule_ods(colonne, valeur) for colonne, valeur in paires])
    yield FIN
