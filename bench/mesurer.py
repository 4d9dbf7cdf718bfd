"""Chronométrer un appel, écrire ce qu'on en a relevé, à la française, et le garder."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

REPETITIONS = 3
RESULTATS = Path(os.environ.get("BANC_RESULTATS") or Path(__file__).parent / "resultats")
# SQLite travaille dans le processus : son temps de processeur ne dépend pas de la charge.
EST_SQLITE = connection.vendor == "sqlite"
horloge = time.process_time if EST_SQLITE else time.perf_counter


def arrondi(mesure: float, decimales: int = 0) -> str:
    return f"{mesure:z.{decimales}f}".replace(".", ",")


def ecrire(ligne: str = "") -> None:
    sys.stdout.write(f"{ligne}\n")
    sys.stdout.flush()


def garder(nom: str, resultats: object, dossier: Path = RESULTATS) -> None:
    dossier.mkdir(parents=True, exist_ok=True)
    contenu = json.dumps(resultats, ensure_ascii=False, indent=1)
    (dossier / f"{nom}.json").write_text(f"{contenu}\n", "utf-8")


def chronometrer(appel: Callable) -> tuple[float, int]:
    """Secondes (médiane) et requêtes d'un appel, une fois les caches remplis."""
    appel()
    durees = []
    for _ in range(REPETITIONS):
        # Plein, le journal n'en compterait plus une.
        reset_queries()
        debut = horloge()
        with CaptureQueriesContext(connection) as requetes:
            appel()
        durees.append(horloge() - debut)
    return median(durees), len(requetes)


def face_a(appel: Callable, reference: Callable) -> tuple[float, float]:
    """Secondes de l'appel et rapport à sa référence (médianes), mesurés tour à tour."""
    appel(), reference()
    paires = [(duree(reference), duree(appel)) for _ in range(REPETITIONS)]
    return median(b for _, b in paires), median(b / a for a, b in paires)


def duree(appel: Callable) -> float:
    debut = horloge()
    appel()
    return horloge() - debut
