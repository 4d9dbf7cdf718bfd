"""Une production de nature « document » : son identité, ce qu'elle garde, son rendu."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from importlib.metadata import version

from mutualisation.models import Production
from mutualisation.rapport import pdf


def empreinte(html: str, annexes: Sequence["pdf.PieceJointe"] = ()) -> str:
    """SHA-256 de tout ce dont dépendent les octets du PDF."""
    logiciels = [version("weasyprint"), version("pikepdf")]
    tout = json.dumps([logiciels, html, ecrire_annexes(annexes)], ensure_ascii=False)
    return sha256(tout.encode()).hexdigest()


def ecrire_annexes(annexes: Sequence["pdf.PieceJointe"]) -> list[dict[str, str]]:
    return [
        {
            "nom": annexe.nom,
            "titre": annexe.titre,
            "type_mime": annexe.type_mime,
            "contenu": b64encode(annexe.contenu).decode(),
        }
        for annexe in annexes
    ]


def relire_annexes(ecrites: list[dict[str, str]]) -> list["pdf.PieceJointe"]:
    return [
        pdf.PieceJointe(**annexe | {"contenu": b64decode(annexe["contenu"])}) for annexe in ecrites
    ]


def executer(production: Production, signaler: Callable[[str], None]) -> bytes:
    """PDF demandé ; lève `pdf.ErreurDeRendu`."""
    signe_de_vie = partial(signaler, "Mise en page du document")
    signe_de_vie()
    annexes = relire_annexes(production.parametres.get("annexes", []))
    resultat = pdf.rendre_pdf(production.source, annexes, signe_de_vie=signe_de_vie)
    signaler("Enregistrement du fichier")
    return resultat
