"""Rendus qui demandent un processus à part : `python -m tests.mutualisation.scenarios_pdf …`."""

import multiprocessing
import resource
import subprocess
import sys
import time
from pathlib import Path

from mutualisation.rapport import pdf

PETIT = '<html lang="fr"><head><title>Essai</title></head><body><h1>Essai</h1></body></html>'


def rendre_sous_une_limite_dure() -> None:
    """Le système n'accorde que 2 000 Mo, moins que ce que le rendu demanderait."""
    resource.setrlimit(resource.RLIMIT_AS, (2000 * 2**20, 2000 * 2**20))
    assert pdf.rendre_pdf(PETIT).startswith(b"%PDF-")


def tuer_le_parent() -> None:
    """L'enfant, en plein rendu, s'arrête avec le parent qui l'attendait."""
    commande = [sys.executable, "-m", __spec__.name, "parent"]
    with subprocess.Popen(commande, stdout=subprocess.PIPE, text=True) as parent:
        enfant = int(parent.stdout.readline())
        parent.kill()
    limite = time.monotonic() + 20
    while vit(enfant):
        assert time.monotonic() < limite, "l'enfant survit à son parent"
        time.sleep(0.1)


def vit(processus: int) -> bool:
    try:
        etat = Path(f"/proc/{processus}/stat").read_text()
    except FileNotFoundError:
        return False
    # Un défunt que personne n'a relevé y figure encore.
    return not etat.rpartition(")")[2].startswith(" Z")


def attendre_un_long_rendu() -> None:
    long = PETIT.replace("</h1>", "</h1>" + "<p>mot</p>" * 100_000)
    pdf.SIGNE_DE_VIE = 3

    def dire_l_enfant() -> None:
        sys.stdout.write(f"{multiprocessing.active_children()[0].pid}\n")
        sys.stdout.flush()

    pdf.rendre_pdf(long, signe_de_vie=dire_l_enfant)


SCENARIOS = {
    "limite dure": rendre_sous_une_limite_dure,
    "parent tué": tuer_le_parent,
    "parent": attendre_un_long_rendu,
}

if __name__ == "__main__":
    SCENARIOS[sys.argv[1]]()
    sys.stdout.write("ok\n")
