"""Une sauvegarde d'avant plusieurs migrations : restaurée puis migrée, rien n'y manque."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from mutualisation.sauvegardes.bases import dresser
from mutualisation.settings import RACINE
from tests.sauvegardes.test_restauration import environnement, neuve  # noqa: F401

ARCHIVES = Path(__file__).parent / "archives"
JOINT = "documents/2026/convocation.pdf"


@pytest.mark.django_db
def test_une_archive_ancienne_se_restaure_et_se_migre_sans_rien_perdre(neuve):  # noqa: F811
    with connection.cursor() as curseur:
        attendu = dresser(curseur, connection.vendor)
    archive = ARCHIVES / f"avant-l-historique.{connection.vendor}.zip"

    joue = subprocess.run(
        [sys.executable, "-m", "tests.sauvegardes.scenario_version_ancienne", archive],
        cwd=RACINE,
        env=environnement(neuve.base, neuve.dossier),
        check=True,
        stdout=subprocess.PIPE,
    )

    assert json.loads(joue.stdout) == {
        "annonce": True,
        "changees": [],
        "migrations": [list(migration) for migration in attendu.migrations],
        "declencheurs": attendu.declencheurs,
        "editions": [1, []],
        "fichiers": [JOINT],
    }
    assert (neuve.dossier / JOINT).read_bytes().startswith(b"%PDF")
