"""Le site comme en production, sur la boucle locale : PostgreSQL, serveur web, exécutant."""

import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.prealables import grappe_jetable, port_libre, trouver_postgresql

RACINE = Path(__file__).resolve().parent.parent.parent
# Ce que nginx ajoute à chaque demande : sans cela, le site renverrait vers https.
MANDATAIRE = {"X-Forwarded-Proto": "https"}
PYTHON = Path(sys.executable)


@dataclass(frozen=True, slots=True)
class Scene:
    """Une installation en marche ; `web` est le processus maître de gunicorn."""

    adresse: str
    dossier: Path
    environnement: dict[str, str]
    web: int

    @property
    def processus_web(self) -> list[int]:
        enfants = Path(f"/proc/{self.web}/task/{self.web}/children").read_text()
        return [int(numero) for numero in enfants.split()]

    def lancer(self, *commande: str | Path) -> None:
        _lancer(self.environnement, *commande)


@contextmanager
def monter(dossier: Path, processus: int) -> Iterator[Scene]:
    """Le cas réel chargé, publié, une campagne ouverte ; tout s'arrête à la sortie."""
    if trouver_postgresql() is None:
        sys.exit("PostgreSQL manque : apt-get install postgresql")
    port = port_libre()
    with ExitStack() as pile:
        # À la différence de celle des tests, cette base écrit sur disque ce qu'elle promet.
        grappe = pile.enter_context(grappe_jetable(reglages=""))
        environnement = regler(dossier, f"{grappe.adresse}/postgres", processus)
        preparer(environnement)
        web = pile.enter_context(
            _tenir(
                environnement,
                PYTHON,
                *("-m", "gunicorn"),
                "--config=deploiement/gunicorn.conf.py",
                f"--bind=127.0.0.1:{port}",
            )
        )
        # Cède le processeur aux pages, comme l'unité livrée.
        executant = ["chrt", "--idle", "0", PYTHON, "manage.py", "db_worker", "--no-reload"]
        pile.enter_context(_tenir(environnement, *executant))
        scene = Scene(f"http://127.0.0.1:{port}", dossier, environnement, web.pid)
        _attendre(scene, web)
        yield scene


def regler(dossier: Path, base: str, processus: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_DEBUG": "false",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": base,
        "DOSSIER_DOCUMENTS": str(dossier / "documents"),
        "DOSSIER_RENDUS": str(dossier / "rendus"),
        # Les comptes de démonstration n'ont pas de téléphone.
        "SECOND_FACTEUR_EXIGE": "false",
        "TACHES": "base",
        "WEB_CONCURRENCY": str(processus),
        "PYTHONPATH": str(RACINE),
    }


def preparer(environnement: dict[str, str]) -> None:
    for commande in [
        ["collectstatic", "--noinput"],
        ["migrate"],
        ["charger_donnees"],
        ["publier_rapport", "2020", "--premiere"],
        ["ouvrir_campagne", "2021"],
    ]:
        # Publier d'abord, dans ce processus : aucun exécutant n'est encore là.
        immediates = environnement | {"TACHES": "immediates"}
        _lancer(immediates, PYTHON, "manage.py", *commande, "--verbosity=0")


def _lancer(environnement: dict[str, str], *commande: str | Path) -> None:
    subprocess.run(commande, env=environnement, cwd=RACINE, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _tenir(environnement: dict[str, str], *commande: str | Path) -> Iterator[subprocess.Popen]:
    processus = subprocess.Popen(commande, env=environnement, cwd=RACINE)
    try:
        yield processus
    finally:
        processus.terminate()
        processus.wait(60)


def _attendre(scene: Scene, web: subprocess.Popen) -> None:
    """Lève `RuntimeError` si le serveur s'arrête ou ne répond pas."""
    accueil = urllib.request.Request(f"{scene.adresse}/aide/", headers=MANDATAIRE)
    for _ in range(100):
        if web.poll() is not None:
            raise RuntimeError("Le serveur web ne démarre pas : son journal dit pourquoi.")
        try:
            with urllib.request.urlopen(accueil, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("Le serveur web ne répond pas.")
