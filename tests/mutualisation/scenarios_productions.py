"""Épreuves qui demandent de vrais processus, jouées à part : `python -m … SCENARIO`.

La base est celle de `DATABASE_URL`, déjà migrée ; le résultat est écrit en JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django
from django.db import connection
from django.utils import timezone

django.setup()

from django_tasks_db.models import DBTaskResult  # noqa: E402

from mutualisation.models import Production  # noqa: E402
from mutualisation.productions.operations import demander_document, relancer  # noqa: E402
from mutualisation.rapport import pdf  # noqa: E402
from mutualisation.rapport.rendu import feuille_de_style  # noqa: E402


def demander() -> Production:
    html = (
        f'<!doctype html><html lang="fr"><title>Essai</title><style>{feuille_de_style()}</style>'
        "<body><h1>Essai</h1></body></html>"
    )
    return demander_document(html, titre="Essai", nom="essai.pdf", demandee_par=None)


def lancer_executant(*options: str) -> subprocess.Popen:
    commande = [sys.executable, "manage.py", "db_worker", "-v0", "--no-reload", "--interval=0.1"]
    return subprocess.Popen([*commande, "--no-startup-delay", *options], stdout=subprocess.DEVNULL)


def attendre(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + 60
    while not condition():
        if time.monotonic() > limite:
            raise TimeoutError
        time.sleep(0.02)


def tuer() -> dict:
    """Tue l'exécutant en plein rendu, puis en lance deux autres une fois le délai passé."""
    production = demander()
    executant = lancer_executant()
    try:
        attendre(lambda: Production.objects.get().etape != "")
    finally:
        executant.kill()
        executant.wait()
    laisse = Production.objects.get().etat
    Production.objects.update(battement=timezone.now() - timedelta(hours=1))
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    for executant in [lancer_executant("--batch") for _ in range(2)]:
        executant.wait(120)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    lancer_executant("--batch").wait(120)
    production = Production.objects.get()
    return {
        "laisse": laisse,
        "etat": production.etat,
        "raison": production.raison,
        "prises": production.prises,
        "est_un_pdf": bytes(production.resultat or b"").startswith(b"%PDF-"),
        "en_file": DBTaskResult.objects.filter(status="READY").count(),
    }


def demander_ensemble() -> dict:
    """Quatre fils demandent le même contenu, rendu aussitôt par l'un d'eux."""
    rendus = []

    def rendre(html, annexes, signe_de_vie):
        rendus.append(html)
        time.sleep(0.5)
        signe_de_vie()
        return b"%PDF-1.7"

    pdf.rendre_pdf = rendre
    with ThreadPoolExecutor(4) as fils:
        demandes = {str(fil.result().pk) for fil in [fils.submit(demander) for _ in range(4)]}
    return {
        "demandes": len(demandes),
        "rendus": len(rendus),
        "etats": list(Production.objects.values_list("etat", flat=True)),
    }


def saturer() -> dict:
    """La base atteint sa taille maximale pendant l'écriture du fichier, puis retrouve de la place.

    SQLite seulement.
    """
    pdf.rendre_pdf = lambda html, annexes, signe_de_vie: b"%PDF" * 2_000_000
    with connection.cursor() as curseur:
        (pages,) = curseur.execute("PRAGMA page_count").fetchone()
        curseur.execute(f"PRAGMA max_page_count = {pages + 200}")
    plein = demander()
    with connection.cursor() as curseur:
        curseur.execute(f"PRAGMA max_page_count = {pages + 20_000}")
    relancer(plein)
    return {"etat": plein.etat, "raison": plein.raison, "ensuite": Production.objects.get().etat}


SCENARIOS = {"tuer": tuer, "ensemble": demander_ensemble, "saturer": saturer}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(SCENARIOS[sys.argv[1]]()))
