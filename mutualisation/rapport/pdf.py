"""HTML vers PDF, dans un processus enfant : la mémoire prise revient au système.

Ce module n'importe pas Django, que l'enfant n'a pas à charger.
"""

import errno
import gc
import logging
import os
import resource
import signal
import tempfile
import textwrap
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread

from mutualisation.rapport.pdf_archive import marquer

DELAI = 120
# Espace d'adressage de l'enfant, en Mo ; au-delà, il s'arrête au lieu d'étouffer la machine.
MEMOIRE = int(os.environ.get("MEMOIRE_DU_RENDU", "3000"))
SIGNE_DE_VIE = 1
# L'heure du rendu changerait les octets d'un rendu à l'autre.
DATE_DES_ANNEXES = datetime(2000, 1, 1, tzinfo=UTC)
# Adresse qui ne mène nulle part : un lien relatif y devient une ressource à refuser.
ORIGINE = "https://rapport.invalid/"
# Ce qu'une bibliothèque C fait d'une allocation refusée : elle s'arrête net, sans exception.
ARRETS_NETS = {signal.SIGABRT, signal.SIGBUS, signal.SIGSEGV, signal.SIGTRAP}
INATTENDUE = "Une erreur inattendue a arrêté le rendu du PDF ; voir le journal."

journal = logging.getLogger(__name__)


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
        if trace := "".join(getattr(resultat, "__notes__", ())):
            journal.error("%s\n%s", resultat, trace)
        raise resultat
    return resultat


def _dire_l_arret(enfant: BaseProcess) -> str:
    enfant.join()
    if enfant.exitcode >= 0:
        return "Le rendu du PDF s’est interrompu ; voir le journal."
    arret = signal.Signals(-enfant.exitcode)
    if arret in ARRETS_NETS:
        return (
            f"Le rendu du PDF s’est arrêté net ({arret.name}), sans doute faute de mémoire : "
            f"{MEMOIRE} Mo permis."
        )
    return f"Le système a arrêté le rendu du PDF ({arret.name})."


def _rendre_et_envoyer(
    html: str, annexes: Sequence[PieceJointe], memoire: int, envoi: Connection
) -> None:
    Thread(target=_suivre_le_parent, daemon=True).start()
    # L'enfant ne vit que le temps d'un document : ramasser ne ferait que le ralentir.
    gc.disable()
    _, permis = resource.getrlimit(resource.RLIMIT_AS)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_borner(memoire * 2**20, permis), permis))
        resultat = composer(html, annexes)
    except ErreurDeRendu as erreur:
        resultat = erreur
    except Exception as erreur:
        if isinstance(erreur, MemoryError) or _est_a_bout():
            resultat = ErreurDeRendu(f"Le PDF demandait plus de {memoire} Mo de mémoire.")
        else:
            resultat = ErreurDeRendu(INATTENDUE)
            # La trace passe au parent, qui tient le journal.
            resultat.add_note(traceback.format_exc())
    # La réponse doit partir même quand la limite est atteinte.
    resource.setrlimit(resource.RLIMIT_AS, (permis, permis))
    envoi.send(resultat)


def _est_a_bout() -> bool:
    """Une bibliothèque que la mémoire n'a pas suffi à charger lève n'importe quelle exception."""
    try:
        bytearray(64 * 2**20)
    except MemoryError:
        return True
    return False


def _suivre_le_parent() -> None:
    """Arrête l'enfant dont le parent meurt : plus personne n'attend son document."""
    wait([parent_process().sentinel])
    os._exit(1)


def _borner(voulu: int, permis: int) -> int:
    """La limite voulue, sans dépasser celle que le système impose déjà à ce processus."""
    return voulu if permis == resource.RLIM_INFINITY else min(voulu, permis)


class Manques(logging.Handler):
    """Polices et images illisibles : WeasyPrint le dit à son journal et laisse un trou."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.phrases: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith("Font-face"):
            self.phrases.append(f"La police « {record.args[0]} » est illisible.")
        elif record.levelno >= logging.ERROR:
            ressource = textwrap.shorten(str((record.args or [record.msg])[0]), 60, placeholder="…")
            self.phrases.append(f"Une ressource du document est illisible : {ressource[:60]}")

    def refuser(self) -> None:
        if self.phrases:
            raise ErreurDeRendu(" ".join(dict.fromkeys(self.phrases)))


def composer(html: str, annexes: Sequence[PieceJointe] = ()) -> bytes:
    """PDF de ce document, dans le processus courant ; n'écrit que des polices temporaires."""
    # WeasyPrint charge Pango : importé ici pour que manage.py démarre sans lui.
    try:
        from weasyprint import HTML
        from weasyprint.logger import LOGGER
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except OSError as erreur:
        raise ErreurDeRendu(f"WeasyPrint ne démarre pas : {erreur}") from erreur

    class RessourcesIncluses(URLFetcher):
        def fetch(self, url, headers=None):
            if not url.startswith("data:"):
                # Une exception ordinaire laisserait un trou silencieux dans le PDF.
                raise FatalURLFetchingError(f"Ressource refusée, hors du document : {url}")
            return super().fetch(url, headers)

    manques = Manques()
    LOGGER.addHandler(manques)
    try:
        document = HTML(string=html, base_url=ORIGINE, url_fetcher=RessourcesIncluses())
        rendu = document.render()
        manques.refuser()
        rendu.metadata.attachments += _joindre(annexes)
        octets = rendu.write_pdf(pdf_variant="pdf/a-3a")
        # Un dessin SVG n'est lu qu'à l'écriture.
        manques.refuser()
    except FatalURLFetchingError as erreur:
        # Hérite de BaseException : Django ne l'attraperait pas.
        raise ErreurDeRendu(str(erreur)) from erreur
    except OSError as erreur:
        if erreur.errno == errno.ENOSPC:
            raise ErreurDeRendu(f"Le disque est plein : {tempfile.gettempdir()}.") from erreur
        raise ErreurDeRendu(f"Le système a refusé le rendu du PDF : {erreur}") from erreur
    finally:
        LOGGER.removeHandler(manques)
    return marquer(octets)


def _joindre(annexes: Sequence[PieceJointe]) -> list:
    """Pièces jointes telles que les attend WeasyPrint, à date fixe."""
    from weasyprint import Attachment

    return [
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
