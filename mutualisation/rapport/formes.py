"""Les fichiers d'une édition, composés de son seul contenu : un même contenu, mêmes octets."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from django.template.loader import render_to_string

from mutualisation.rapport import pdf
from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.donnees import en_json
from mutualisation.rapport.donnees_ouvertes import composer_archive
from mutualisation.rapport.editions import ARCHIVE, DOCUMENT, DONNEES, LECTURE
from mutualisation.rapport.rendu import composer_contexte, rendre_html

TYPES_MIME = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def composer_fichiers(contenu: ContenuRapport) -> dict[str, bytes]:
    """Tous les fichiers sauf le PDF, que `composer_pdf` tire de ceux-ci."""
    return {
        DONNEES: en_json(contenu),
        DOCUMENT: rendre_html(contenu).encode(),
        LECTURE: rendre_lecture(contenu).encode(),
        ARCHIVE: composer_archive(contenu),
        **{annexe.nom: annexe.octets for annexe in annexes(contenu)},
    }


def rendre_lecture(contenu: ContenuRapport) -> str:
    """Chapitres pour l'écran, à insérer dans une page du site."""
    contexte = composer_contexte(contenu) | {"papier": False}
    return render_to_string("rapport/_lecture.html", contexte)


def composer_pdf(
    contenu: ContenuRapport,
    fichiers: Mapping[str, bytes],
    signe_de_vie: Callable[[], None] | None = None,
) -> bytes:
    """PDF du document et de ses annexes. Lève `pdf.ErreurDeRendu`."""
    pieces = [
        pdf.PieceJointe(annexe.nom, annexe.titre, type_mime(annexe.nom), fichiers[annexe.nom])
        for annexe in annexes(contenu)
    ]
    return pdf.rendre_pdf(fichiers[DOCUMENT].decode(), pieces, signe_de_vie=signe_de_vie)


def type_mime(nom: str) -> str:
    return TYPES_MIME[nom.rpartition(".")[2]]


def empreinte(octets: bytes) -> str:
    return sha256(octets).hexdigest()
