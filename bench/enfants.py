"""Rendus mesurés dans un processus neuf, qui ne charge pas Django."""

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from mutualisation.rapport.pdf import rendre_pdf


@dataclass(frozen=True, slots=True)
class Rendu:
    secondes: float
    pic: float
    pages: int = 0


def rendre_avec_weasyprint_seul(html: str) -> int:
    """Nombre de pages du PDF, avec les réglages d'origine de WeasyPrint."""
    from weasyprint import HTML

    document = HTML(string=html).render()
    document.write_pdf()
    return len(document.pages)


def rendre_comme_le_site(html: str) -> int:
    rendre_pdf(html)
    return 0


def mesurer_ici(rendre: Callable[[str], int], html: str) -> Rendu:
    debut = time.perf_counter()
    pages = rendre(html)
    secondes = time.perf_counter() - debut
    pics = [
        resource.getrusage(qui).ru_maxrss
        for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return Rendu(secondes, pic=max(pics) / 1024, pages=pages)


def mesurer(rendre: Callable[[str], int], html: str) -> Rendu:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as executeur:
        return executeur.submit(mesurer_ici, rendre, html).result()
