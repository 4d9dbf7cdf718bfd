"""Copier une base SQLite ouverte, et y remettre une copie : le mécanisme de SQLite lui-même."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.backends.utils import CursorWrapper

from mutualisation.sauvegardes.archives import Etat, SauvegardeRefusee
from mutualisation.sauvegardes.bases import dresser

ATTENTE = 30


def copier(cible: Path) -> Etat:
    """L'instant copié est un ; les écritures des autres n'attendent pas."""
    connection.ensure_connection()
    with closing(sqlite3.connect(cible)) as copie:
        connection.connection.backup(copie, progress=_patienter())
        # Un seul fichier, sans son journal à côté.
        copie.execute("PRAGMA journal_mode = DELETE")
        return dresser(copie.cursor(), "sqlite")


@contextmanager
def relire(source: Path) -> Iterator[CursorWrapper]:
    """Curseur sur la copie, dont SQLite a vérifié la structure.

    Une connexion de Django : les contraintes emploient les fonctions qu'il apprend à SQLite.
    """
    copie = DatabaseWrapper(connection.settings_dict | {"NAME": str(source)}, "copie")
    try:
        with copie.cursor() as curseur:
            curseur.execute("PRAGMA integrity_check")
            verdict = curseur.fetchone()[0]
            if verdict != "ok":
                raise SauvegardeRefusee(f"La base de l’archive est abîmée : {verdict}.")
            curseur.execute("PRAGMA foreign_key_check")
            if orpheline := curseur.fetchone():
                raise SauvegardeRefusee(
                    f"Une ligne de {orpheline[0]} cite, dans l’archive, un objet absent."
                )
            yield curseur
    except DatabaseError as erreur:
        raise SauvegardeRefusee(f"La base de l’archive ne se lit pas : {erreur}.") from erreur
    finally:
        copie.close()


def remettre(source: Path, controler: Callable, echanger: Callable[[], None]) -> None:
    """Tout est contrôlé sur la copie ; une seule transaction la remet dans la base."""
    with relire(source) as curseur:
        controler(curseur)
    echanger()
    connection.ensure_connection()
    with closing(sqlite3.connect(source)) as copie:
        copie.backup(connection.connection, progress=_patienter())
    connection.close()


def _patienter() -> Callable[[int, int, int], None]:
    limite = time.monotonic() + ATTENTE

    def avancer(etat: int, restantes: int, total: int) -> None:
        # Sans cela, la copie attendrait sans fin une base tenue par un autre.
        if etat not in {sqlite3.SQLITE_OK, sqlite3.SQLITE_DONE} and time.monotonic() > limite:
            raise SauvegardeRefusee(
                f"La base est tenue par un autre processus depuis {ATTENTE} secondes : "
                "arrêtez le service, puis recommencez."
            )

    return avancer
