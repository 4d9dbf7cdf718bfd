"""Téléchargement d'une liste en CSV, XLSX ou ODS : un seul contenu, trois écritures.

Les trois formats ont les mêmes lignes : ce que c'est et d'où cela vient, les codes des colonnes,
leurs entêtes, les lignes, les totaux. Rien ne grandit en mémoire avec le nombre de lignes.
"""

from collections.abc import Sequence
from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from gouvernance.exports.classeur import ecrire_xlsx
from gouvernance.exports.feuille import DEBUTS_DE_FORMULE, Colonne, Feuille, Genre
from gouvernance.exports.opendocument import TYPE_ODS, ecrire_ods
from gouvernance.exports.texte import ecrire_csv, en_cellule, lignes_csv
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite

__all__ = [
    "CLASSEURS",
    "DEBUTS_DE_FORMULE",
    "FORMATS",
    "Colonne",
    "Feuille",
    "Genre",
    "donner",
    "en_cellule",
    "lignes_csv",
    "telecharger",
]

CLASSEURS = {
    "xlsx": (ecrire_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (ecrire_ods, TYPE_ODS),
}
FORMATS = ("csv", *CLASSEURS)


def lire_source() -> str:
    nom = Collectivite.objects.metropole().values_list("nom", flat=True).first()
    return f"{nom}, logiciel Mutualisation" if nom else "logiciel Mutualisation"


def telecharger(feuille: Feuille, nom: str, format: str) -> StreamingHttpResponse:
    """La feuille dans un des `FORMATS`, précédée de ce qu'elle est et d'où elle vient."""
    presentation = feuille.presenter(lire_source(), date_en_lettres(timezone.localdate()))
    return donner([feuille], nom, format, presentation=presentation)


def donner(
    feuilles: Sequence[Feuille], nom: str, format: str, *, presentation: str = ""
) -> StreamingHttpResponse:
    """Ces feuilles dans un des `FORMATS` ; un CSV n'a que la première.

    Un classeur passe par un fichier temporaire.
    """
    if format == "csv":
        return StreamingHttpResponse(
            ecrire_csv(feuilles[0], presentation),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{nom}.csv"'},
        )
    ecrire, type_mime = CLASSEURS[format]
    fichier = TemporaryFile()  # noqa: SIM115 – la réponse le ferme
    ecrire(feuilles, presentation, fichier)
    fichier.seek(0)
    return FileResponse(
        fichier, as_attachment=True, filename=f"{nom}.{format}", content_type=type_mime
    )
