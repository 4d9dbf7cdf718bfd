"""Chronométrer un appel et écrire ce qu'on en a relevé, à la française."""

import sys
import time
from collections.abc import Callable
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

REPETITIONS = 3
# SQLite travaille dans le processus : son temps de processeur ne dépend pas de la charge.
EST_SQLITE = connection.vendor == "sqlite"
horloge = time.process_time if EST_SQLITE else time.perf_counter


def arrondi(mesure: float, decimales: int = 0) -> str:
    return f"{mesure:z.{decimales}f}".replace(".", ",")


def ecrire(ligne: str = "") -> None:
    sys.stdout.write(f"{ligne}\n")
    sys.stdout.flush()


def chronometrer(appel: Callable) -> tuple[float, int]:
    """Secondes (médiane) et requêtes d'un appel, une fois les caches remplis."""
    appel()
    durees = []
    for _ in range(REPETITIONS):
        debut = horloge()
        with CaptureQueriesContext(connection) as requetes:
            appel()
        durees.append(horloge() - debut)
    return median(durees), len(requetes)
