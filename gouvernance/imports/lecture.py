"""Lire un fichier de tableur : ce qu'il est vraiment, puis ses en-têtes et ses lignes."""

from collections.abc import Callable

from gouvernance.francais import INSECABLE
from gouvernance.imports.bornes import TAILLE_MAXIMALE, en_mo
from gouvernance.imports.lecture_archive import Archive
from gouvernance.imports.lecture_ods import lire_ods
from gouvernance.imports.lecture_texte import lire_texte
from gouvernance.imports.lecture_xls import lire_xls
from gouvernance.imports.lecture_xlsx import lire_xlsx
from gouvernance.imports.mise_en_tableau import mettre_en_tableau
from gouvernance.imports.tableau import FichierIllisible, Ligne, Tableau, Valeur, illisible

__all__ = ["FORMATS_LUS", "FichierIllisible", "Ligne", "Tableau", "Valeur", "lire_tableau"]

FORMATS_LUS = "CSV, XLSX, XLS ou ODS"
ENREGISTREZ = f"ouvrez-le dans un tableur, et enregistrez-le en {FORMATS_LUS}."
SIGNATURES = {
    b"%PDF-": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"\x1f\x8b": "une archive compressée",
    b"7z\xbc\xaf": "une archive compressée",
    b"Rar!": "une archive compressée",
    b"{\\rtf": "un document de traitement de texte",
    b"SQLite format 3": "une base de données",
}
TYPE_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
TYPE_XLSX = b"spreadsheetml.sheet.main+xml"
MACROS = b"ms-excel.sheet.macroEnabled.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHIFFRE = "EncryptedPackage".encode("utf-16-le")


def lire_tableau(contenu: bytes, nom: str, *, feuille: str = "") -> Tableau:
    """Lève `FichierIllisible`. Le contenu décide du format, jamais l'extension."""
    if len(contenu) > TAILLE_MAXIMALE:
        raise illisible(
            f"« {nom} » pèse {en_mo(len(contenu))} ; un fichier importé en pèse au plus "
            f"{en_mo(TAILLE_MAXIMALE)}. Importez-le en plusieurs fois."
        )
    lire = choisir_le_lecteur(contenu, nom)
    return mettre_en_tableau(lire(contenu, feuille))


def choisir_le_lecteur(contenu: bytes, nom: str) -> Callable:
    if not contenu.strip():
        raise illisible(f"« {nom} » est vide.")
    for signature, genre in SIGNATURES.items():
        if contenu.startswith(signature):
            raise illisible(f"« {nom} » est {genre}, non un tableau : {ENREGISTREZ}")
    if contenu.startswith(b"PK"):
        return choisir_le_classeur(contenu, nom)
    if contenu.startswith(OLE):
        if CHIFFRE in contenu:
            raise illisible(
                f"« {nom} » est protégé par un mot de passe : enregistrez-le sans protection."
            )
        return lire_xls
    debut = contenu.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if debut.startswith(b"<"):
        genre = "une page web" if b"html" in debut else "un fichier XML"
        raise illisible(f"« {nom} » est {genre}, non un tableau : {ENREGISTREZ}")
    return lire_texte


def choisir_le_classeur(contenu: bytes, nom: str) -> Callable:
    archive = Archive(contenu)
    if archive.contient("mimetype") and archive.lire("mimetype").strip() == TYPE_ODS:
        return lire_ods
    if archive.contient("[Content_Types].xml"):
        types = archive.lire("[Content_Types].xml")
        if TYPE_XLSX in types or MACROS in types:
            return lire_xlsx
    raise illisible(
        f"« {nom} » est une archive ou un document d’une autre sorte, non un tableau"
        f"{INSECABLE}: {ENREGISTREZ}"
    )
