"""L'état du service : ce qu'une supervision demande chaque minute, en quelques requêtes."""

import os
import shutil
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gouvernance.francais import nombre
from mutualisation.sante import taches

PLACE_MINIMALE = 512 * 1024 * 1024
DELAI_DE_LA_FILE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Point:
    est_bon: bool
    detail: str


INCONNU = Point(est_bon=False, detail="inconnu sans la base")


@dataclass(frozen=True, slots=True)
class Sante:
    base: Point
    migrations: Point
    taches: Point
    documents: Point

    @property
    def points(self) -> dict[str, Point]:
        return {champ.name: getattr(self, champ.name) for champ in fields(self)}

    @property
    def est_bonne(self) -> bool:
        return all(point.est_bon for point in self.points.values())


def lire_sante() -> Sante:
    documents = mesurer_les_documents()
    try:
        connection.ensure_connection()
    except Error:
        return Sante(Point(False, "injoignable"), INCONNU, INCONNU, documents)
    return Sante(Point(True, "jointe"), comparer_les_migrations(), lire_la_file(), documents)


def comparer_les_migrations() -> Point:
    try:
        passees = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    except Error:
        return Point(False, "base sans migrations, ou qui refuse de répondre")
    manquent = len(dernieres_migrations() - passees)
    return Point(not manquent, f"applications à migrer : {manquent}" if manquent else "à jour")


@cache
def dernieres_migrations() -> frozenset[tuple[str, str]]:
    """La dernière de chaque application : le code ne change pas sans redémarrage."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def lire_la_file() -> Point:
    if not taches.passent_par_la_base():
        return Point(True, "accomplies dans la requête")
    try:
        return juger_la_file()
    except Error:
        return Point(False, "file illisible")


def juger_la_file() -> Point:
    en_retard = taches.en_retard(DELAI_DE_LA_FILE)
    taches.demander_un_temoin()
    if not en_retard:
        return Point(True, "prises à temps")
    if taches.une_production_avance():
        return Point(True, f"en attente derrière un long travail : {en_retard}")
    return Point(False, f"en attente, sans exécutant : {en_retard}")


def mesurer_les_documents() -> Point:
    if not isinstance(default_storage, FileSystemStorage):
        return Point(True, "sur un stockage distant, qui se surveille de son côté")
    return mesurer_la_place(Path(default_storage.location))


def mesurer_la_place(dossier: Path) -> Point:
    """Le dossier naît avec le premier fichier joint : d'ici là, son parent compte."""
    existant = next(d for d in [dossier, *dossier.absolute().parents] if d.is_dir())
    libre = shutil.disk_usage(existant).free
    if not os.access(existant, os.W_OK):
        return Point(False, "écriture refusée")
    return Point(libre >= PLACE_MINIMALE, f"{nombre(libre // 1024**2)} Mo libres")
