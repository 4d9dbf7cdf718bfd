"""Rendus d'un même document, chacun mesuré dans un processus neuf qui ne charge pas Django."""

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from mutualisation.rapport.pdf import PieceJointe, rendre_pdf

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Ni réseau, ni mise à jour, ni en-tête : la page, et rien d'autre.
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--no-pdf-header-footer",
]


@dataclass(frozen=True, slots=True)
class Rendu:
    """`secondes` à la montre, `calcul` au processeur ; `pic` en Mo, du plus gros processus."""

    secondes: float
    calcul: float
    pic: float
    octets: int
    pages: int


def rendre_comme_le_site(html: str, annexes: Sequence[PieceJointe] = ()) -> Rendu:
    """Le PDF que le site sert : démarrage de l'enfant, balises, marques et annexes comprises."""
    return chronometrer(lambda: rendre_pdf(html, annexes))


def rendre_avec_weasyprint_seul(html: str) -> Rendu:
    """Ce qu'écrit le mode d'emploi de WeasyPrint : dans le processus courant, sans balises."""
    # Un site l'aurait déjà chargé : son démarrage ne lui est pas compté.
    from weasyprint import HTML

    return chronometrer(HTML(string=html).write_pdf)


def imprimer_avec_chromium(html: str) -> Rendu:
    """`--print-to-pdf`, démarrage compris, dans un profil neuf ; PDF balisé, sans PDF/A."""
    with tempfile.TemporaryDirectory() as nom:
        dossier = Path(nom)
        document, sortie = dossier / "rapport.html", dossier / "rapport.pdf"
        document.write_text(html, encoding="utf-8")
        commande = [
            CHROMIUM,
            *OPTIONS,
            f"--user-data-dir={dossier / 'profil'}",
            f"--print-to-pdf={sortie}",
            document.as_uri(),
        ]

        def imprimer() -> bytes:
            subprocess.run(commande, check=True, capture_output=True, timeout=300)
            return sortie.read_bytes()

        return chronometrer(imprimer)


def chronometrer(rendre: Callable[[], bytes]) -> Rendu:
    from pikepdf import Pdf

    avant = temps_de_calcul()
    debut = time.perf_counter()
    octets = rendre()
    secondes = time.perf_counter() - debut
    calcul, pic = temps_de_calcul() - avant, memoire_au_pic()
    with Pdf.open(BytesIO(octets)) as document:
        pages = len(document.pages)
    return Rendu(secondes, calcul, pic, len(octets), pages)


def temps_de_calcul() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in usages())


def memoire_au_pic() -> float:
    """Mo. Dans `/proc`, car `getrusage` ferait partir son propre pic de celui de son parent."""
    propre = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    return max(propre, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(qui) for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def mesurer(rendre: Callable[..., Rendu], *arguments) -> Rendu:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as executeur:
        return executeur.submit(rendre, *arguments).result()
