"""Fichiers joints : ce qu'ils sont vraiment, lu dans leur contenu."""

import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from gouvernance.francais import INSECABLE

TAILLE_MAXIMALE = 20_000_000
# Au-delà, l'entête d'une archive n'est plus celui d'un document de bureau.
ENTETE_MAXIMAL = 1_000_000
OPENDOCUMENT = {
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Abîmée, chiffrée, d'une compression inconnue, ou sans l'entête d'un document de bureau.
ARCHIVE_ILLISIBLE = (BadZipFile, zlib.error, KeyError, RuntimeError, OSError, EOFError, ValueError)
TYPES = {".pdf": "application/pdf"} | OPENDOCUMENT | OFFICE
EXTENSIONS = tuple(TYPES)


class FichierRefuse(Exception):
    """Le fichier ne peut pas être joint ; le message dit pourquoi."""


@dataclass(frozen=True, slots=True)
class Examen:
    nom: str
    type_mime: str
    taille: int
    empreinte: str


def examiner(fichier: UploadedFile) -> Examen:
    """Nom sûr, type, taille et empreinte. Lève `FichierRefuse`."""
    if not fichier.size:
        raise FichierRefuse("Ce fichier est vide.")
    if fichier.size > TAILLE_MAXIMALE:
        taille = f"{fichier.size / 1_000_000:.1f}".replace(".", ",")
        unite = f"{INSECABLE}Mo"
        raise FichierRefuse(f"Ce fichier pèse {taille}{unite} ; 20{unite} sont admis.")
    extension = reconnaitre(fichier)
    if extension is None:
        raise FichierRefuse(
            "Ce fichier n’est pas un PDF, un ODT, un ODS, un DOCX ou un XLSX : son contenu ne "
            "correspond à aucun de ces formats, quelle que soit son extension."
        )
    racine = slugify(PurePath(fichier.name.replace("\\", "/")).stem)[:60] or "document"
    return Examen(racine + extension, TYPES[extension], fichier.size, calculer_empreinte(fichier))


def reconnaitre(fichier: UploadedFile) -> str | None:
    """Extension qui convient au contenu ; rien si le format n'est pas admis.

    Un document à macros (DOCM, XLSM) n'est pas reconnu : son type déclaré diffère.
    """
    fichier.seek(0)
    debut = fichier.read(5)
    if debut == b"%PDF-":
        return ".pdf"
    if not debut.startswith(b"PK\x03\x04"):
        # Une page web suivie d'une archive serait les deux à la fois.
        return None
    try:
        with ZipFile(fichier) as archive:
            return reconnaitre_archive(archive)
    except ARCHIVE_ILLISIBLE:
        return None


def reconnaitre_archive(archive: ZipFile) -> str | None:
    noms = set(archive.namelist())
    if "mimetype" in noms:
        declare = lire_entete(archive, "mimetype").decode("ascii", "replace").strip()
        return next((e for e, type_mime in OPENDOCUMENT.items() if type_mime == declare), None)
    declares = lire_entete(archive, "[Content_Types].xml").decode("utf-8", "replace")
    return next((e for e, t in OFFICE.items() if f'"{t}.main+xml"' in declares), None)


def lire_entete(archive: ZipFile, nom: str) -> bytes:
    with archive.open(nom) as entete:
        return entete.read(ENTETE_MAXIMAL)


def calculer_empreinte(fichier: UploadedFile) -> str:
    empreinte = sha256()
    for morceau in fichier.chunks():
        empreinte.update(morceau)
    return empreinte.hexdigest()
