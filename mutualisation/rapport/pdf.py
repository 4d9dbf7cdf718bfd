"""HTML vers PDF, dans un processus enfant : la mémoire prise revient au système.

Ce module n'importe pas Django, que l'enfant n'a pas à charger.
"""

import gc
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from mutualisation.rapport.pdf_archive import marquer

DELAI = 120
# Espace d'adressage de l'enfant, en Mo ; au-delà, il s'arrête au lieu d'étouffer la machine.
MEMOIRE = int(os.environ.get("MEMOIRE_DU_RENDU", "3000"))
SIGNE_DE_VIE = 1
# L'heure du rendu changerait les octets d'un rendu à l'autre.
DATE_DES_ANNEXES = datetime(2000, 1, 1, tzinfo=UTC)
# Adresse qui ne mène nulle part : un lien relatif y devient une ressource à refuser.
ORIGINE = "https://rapport.invalid/"


class ErreurDeRendu(Exception):
    """Le PDF n'a pas pu être produit."""


@dataclass(frozen=True, slots=True)
class PieceJointe:
    """Fichier joint au PDF, que son lecteur peut enregistrer."""

    nom: str
    titre: str
    type_mime: str
    contenu: bytes


def rendre_pdf(
    html: str,
    annexes: Sequence[PieceJointe] = (),
    *,
    signe_de_vie: Callable[[], None] | None = None,
) -> bytes:
    """PDF/A-3a et PDF/UA-1 de ce document et de ses annexes ; les mêmes donnent les mêmes octets.

    `signe_de_vie` est appelé à chaque seconde d'attente ; ce qu'il lève arrête le rendu.
    Lève `ErreurDeRendu` si le document désigne une ressource qu'il ne contient pas, si
    l'enfant s'arrête, s'il dépasse `DELAI` secondes ou `MEMOIRE` Mo.
    """
    contexte = get_context("spawn")
    reception, envoi = contexte.Pipe(duplex=False)
    enfant = contexte.Process(
        target=_rendre_et_envoyer, args=(html, annexes, MEMOIRE, envoi), daemon=True
    )
    enfant.start()
    envoi.close()
    try:
        limite = time.monotonic() + DELAI
        while not reception.poll(min(SIGNE_DE_VIE, DELAI)):
            if time.monotonic() > limite:
                raise ErreurDeRendu(f"Le PDF n’était pas prêt au bout de {DELAI} secondes.")
            if signe_de_vie:
                signe_de_vie()
        resultat = reception.recv()
    except EOFError:
        raise ErreurDeRendu(_dire_l_arret(enfant)) from None
    finally:
        reception.close()
        enfant.kill()
        enfant.join()
    if isinstance(resultat, ErreurDeRendu):
        raise resultat
    return resultat


def _dire_l_arret(enfant: BaseProcess) -> str:
    enfant.join()
    if enfant.exitcode < 0:
        # Faute de mémoire, Pango s'arrête net, par un signal, sans lever d'exception.
        return (
            f"Le rendu du PDF s’est interrompu : arrêté par le système (signal {-enfant.exitcode}) "
            f"ou faute de mémoire, {MEMOIRE} Mo permis."
        )
    return "Le rendu du PDF s’est interrompu ; voir le journal."


def _rendre_et_envoyer(
    html: str, annexes: Sequence[PieceJointe], memoire: int, envoi: Connection
) -> None:
    # L'enfant ne vit que le temps d'un document : ramasser ne ferait que le ralentir.
    gc.disable()
    resource.setrlimit(resource.RLIMIT_AS, (memoire * 2**20, resource.RLIM_INFINITY))
    try:
        resultat = composer(html, annexes)
    except ErreurDeRendu as erreur:
        resultat = erreur
    except MemoryError:
        resultat = ErreurDeRendu(f"Le PDF demandait plus de {memoire} Mo de mémoire.")
    except OSError as erreur:
        # Disque plein, dossier temporaire fermé : la raison du système, avec son fichier.
        resultat = ErreurDeRendu(f"Le système a refusé le rendu du PDF : {erreur}")
    # La réponse doit partir même quand la limite est atteinte.
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    envoi.send(resultat)


def composer(html: str, annexes: Sequence[PieceJointe] = ()) -> bytes:
    """PDF de ce document, dans le processus courant ; ne lit ni le réseau ni le disque."""
    # WeasyPrint charge Pango : importé ici pour que manage.py démarre sans lui.
    try:
        from weasyprint import HTML, Attachment
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except OSError as erreur:
        raise ErreurDeRendu(f"WeasyPrint ne démarre pas : {erreur}") from erreur

    class RessourcesIncluses(URLFetcher):
        def fetch(self, url, headers=None):
            if not url.startswith("data:"):
                # Une exception ordinaire laisserait un trou silencieux dans le PDF.
                raise FatalURLFetchingError(f"Ressource refusée, hors du document : {url}")
            return super().fetch(url, headers)

    try:
        document = HTML(string=html, base_url=ORIGINE, url_fetcher=RessourcesIncluses())
        rendu = document.render()
        rendu.metadata.attachments += [
            Attachment(
                string=annexe.contenu,
                name=annexe.nom,
                description=annexe.titre,
                created=DATE_DES_ANNEXES,
                modified=DATE_DES_ANNEXES,
                relationship="Data",
            )
            for annexe in annexes
        ]
        return marquer(rendu.write_pdf(pdf_variant="pdf/a-3a"))
    except FatalURLFetchingError as erreur:
        # Hérite de BaseException : Django ne l'attraperait pas.
        raise ErreurDeRendu(str(erreur)) from erreur
