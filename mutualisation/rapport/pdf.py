"""HTML vers PDF, dans un processus enfant : la mémoire prise revient au système.

Ce module n'importe pas Django, que l'enfant n'a pas à charger.
"""

import gc
from multiprocessing import get_context
from multiprocessing.connection import Connection

DELAI = 120
# Adresse qui ne mène nulle part : un lien relatif y devient une ressource à refuser.
ORIGINE = "https://rapport.invalid/"


class ErreurDeRendu(Exception):
    """Le PDF n'a pas pu être produit."""


def rendre_pdf(html: str) -> bytes:
    """PDF balisé (PDF/UA-1) de ce document ; le même HTML donne les mêmes octets.

    Lève `ErreurDeRendu` si le document désigne une ressource qu'il ne contient pas, si
    l'enfant s'arrête ou s'il dépasse `DELAI` secondes.
    """
    contexte = get_context("spawn")
    reception, envoi = contexte.Pipe(duplex=False)
    enfant = contexte.Process(target=_rendre_et_envoyer, args=(html, envoi), daemon=True)
    enfant.start()
    envoi.close()
    try:
        if not reception.poll(DELAI):
            raise ErreurDeRendu(f"Le PDF n’était pas prêt au bout de {DELAI} secondes.")
        resultat = reception.recv()
    except EOFError:
        raise ErreurDeRendu("Le rendu du PDF s’est interrompu ; voir le journal.") from None
    finally:
        reception.close()
        enfant.kill()
        enfant.join()
    if isinstance(resultat, ErreurDeRendu):
        raise resultat
    return resultat


def _rendre_et_envoyer(html: str, envoi: Connection) -> None:
    # L'enfant ne vit que le temps d'un document : ramasser ne ferait que le ralentir.
    gc.disable()
    try:
        resultat = composer(html)
    except ErreurDeRendu as erreur:
        resultat = erreur
    envoi.send(resultat)


def composer(html: str) -> bytes:
    """PDF de ce document, dans le processus courant ; ne lit ni le réseau ni le disque."""
    # WeasyPrint charge Pango : importé ici pour que manage.py démarre sans lui.
    try:
        from weasyprint import HTML
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
        return document.write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as erreur:
        # Hérite de BaseException : Django ne l'attraperait pas.
        raise ErreurDeRendu(str(erreur)) from erreur
