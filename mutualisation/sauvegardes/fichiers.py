"""Les fichiers joints : les parcourir, en préparer d'autres à côté, et les échanger."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from django.core import checks
from django.core.files.storage import FileSystemStorage, default_storage

from mutualisation.sauvegardes.archives import FICHIERS, Manifeste, SauvegardeRefusee, extraire

# Dans le dossier même : un renommage n'y copie rien, et le dossier peut être un montage.
A_COTE = ".restauration"


def dossier_des_fichiers() -> Path | None:
    """Rien si un stockage distant les garde : il a ses propres sauvegardes."""
    est_local = isinstance(default_storage, FileSystemStorage)
    return Path(default_storage.location) if est_local else None


def manquants(manifeste: Manifeste) -> list[str]:
    """Fichiers que la base cite, que l'archive n'a pas, ni le stockage distant s'il y en a un."""
    if dossier_des_fichiers() is not None:
        return manifeste.absents
    return [nom for nom in manifeste.absents if not default_storage.exists(nom)]


def parcourir(dossier: Path | None) -> Iterator[tuple[str, Path]]:
    """Nom dans la base et chemin de chaque fichier, hors des liens et des fichiers cachés."""
    if dossier is None:
        return
    for racine, dossiers, noms in os.walk(dossier):
        if Path(racine) == dossier:
            dossiers[:] = [nom for nom in dossiers if not nom.startswith(".")]
            noms = [nom for nom in noms if not nom.startswith(".")]
        dossiers.sort()
        for nom in sorted(noms):
            chemin = Path(racine, nom)
            if chemin.is_file() and not chemin.is_symlink():
                yield chemin.relative_to(dossier).as_posix(), chemin


@dataclass(slots=True)
class Echange:
    """Les fichiers de l'archive, prêts à prendre la place de ceux du dossier."""

    dossier: Path
    faits: list[tuple[Path, Path]] = field(default_factory=list)

    @property
    def nouveaux(self) -> Path:
        return self.dossier / A_COTE / "nouveaux"

    @property
    def anciens(self) -> Path:
        return self.dossier / A_COTE / "anciens"

    def preparer(self, archive: ZipFile, manifeste: Manifeste) -> None:
        for nom in manifeste.pieces:
            if nom.startswith(FICHIERS):
                cible = self.nouveaux / nom.removeprefix(FICHIERS)
                extraire(archive, manifeste, nom, cible)
                cible.chmod(default_storage.file_permissions_mode or 0o644)

    def faire(self) -> None:
        for source, cible in [(self.dossier, self.anciens), (self.nouveaux, self.dossier)]:
            for chemin in sorted(source.iterdir()):
                if not chemin.name.startswith("."):
                    chemin.rename(cible / chemin.name)
                    self.faits.append((chemin, cible / chemin.name))

    def defaire(self) -> None:
        while self.faits:
            source, cible = self.faits[-1]
            cible.rename(source)
            self.faits.pop()


@contextmanager
def preparer_l_echange(dossier: Path) -> Iterator[Echange]:
    """Un échec rend les fichiers d'avant ; un seul processus à la fois."""
    dossier.mkdir(parents=True, exist_ok=True)
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        _verrouiller(descripteur)
        _ranger_une_interruption(dossier)
        echange = Echange(dossier)
        for chemin in [echange.nouveaux, echange.anciens]:
            chemin.mkdir(parents=True)
        try:
            yield echange
        except BaseException:
            echange.defaire()
            shutil.rmtree(dossier / A_COTE)
            raise
        shutil.rmtree(dossier / A_COTE)
    finally:
        os.close(descripteur)


def _verrouiller(descripteur: int) -> None:
    try:
        fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as erreur:
        raise SauvegardeRefusee("Une autre restauration est en cours.") from erreur


def _ranger_une_interruption(dossier: Path) -> None:
    """Une restauration tuée pendant l'échange avait mis des fichiers à l'abri : on les garde."""
    if a_ete_interrompue(dossier):
        abri = dossier / f".avant-restauration-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        (dossier / A_COTE / "anciens").rename(abri)
    shutil.rmtree(dossier / A_COTE, ignore_errors=True)


def a_ete_interrompue(dossier: Path) -> bool:
    anciens = dossier / A_COTE / "anciens"
    return anciens.is_dir() and any(anciens.iterdir())


def controler_une_interruption(**options) -> list:
    dossier = dossier_des_fichiers()
    if dossier is None or not a_ete_interrompue(dossier):
        return []
    return [
        checks.Warning(
            f"Une restauration échange les fichiers de {dossier}, ou y a été interrompue.",
            hint="Si aucune n’est en cours, relancez « manage.py restaurer … --remplacer ».",
            id="mutualisation.W002",
        )
    ]
