"""Chronométrer un appel et écrire ce qu'on en a relevé, à la française."""

import sys
import time
from collections.abc import Callable
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

REPETITIONS = 3


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
        debut = time.perf_counter()
        with CaptureQueriesContext(connection) as requetes:
            appel()
        durees.append(time.perf_counter() - debut)
    return median(durees), len(requetes)
