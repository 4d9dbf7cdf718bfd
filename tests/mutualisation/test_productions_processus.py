"""Plusieurs processus pour un même contenu, et l'un d'eux tué : un seul résultat."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from mutualisation.models import Production
from mutualisation.settings import RACINE


def lancer(base: str, *commande: str, taches: str = "immediates") -> str:
    environnement = os.environ | {
        "DATABASE_URL": base,
        "TACHES": taches,
        "DJANGO_SETTINGS_MODULE": "mutualisation.settings",
    }
    return subprocess.run(
        [sys.executable, *commande],
        cwd=RACINE,
        env=environnement,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
    ).stdout


def adresse_postgresql(nom: str) -> str:
    """Celle d'une base du serveur des tests."""
    reglages = connection.settings_dict
    acces = f"{reglages['USER']}:{reglages['PASSWORD']}@{reglages['HOST'].replace('/', '%2F')}"
    port = f":{reglages['PORT']}" if reglages["PORT"] else ""
    return f"postgres://{acces}{port}/{nom}"


@pytest.fixture(scope="module")
def base_migree(tmp_path_factory):
    chemin = tmp_path_factory.mktemp("base") / "migree.sqlite3"
    lancer(f"sqlite:///{chemin}", "manage.py", "migrate", "-v0")
    return chemin


@pytest.fixture
def base_de_test(django_db_setup, django_db_blocker):
    """Celle des tests, où d'autres processus écrivent pour de bon : rendue vide."""
    with django_db_blocker.unblock():
        yield adresse_postgresql(connection.settings_dict["NAME"])
        Production.objects.all().delete()
        DBTaskResult.objects.all().delete()


@pytest.fixture
def base_sqlite(base_migree, tmp_path):
    chemin = tmp_path / "base.sqlite3"
    chemin.write_bytes(base_migree.read_bytes())
    return f"sqlite:///{chemin}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def base(request):
    """Adresse d'une base que des processus différents partagent."""
    nom = "base_sqlite" if request.param == "sqlite" else "base_de_test"
    return request.getfixturevalue(nom)


def jouer(base: str, scenario: str, taches: str) -> dict:
    module = "tests.mutualisation.scenarios_productions"
    return json.loads(lancer(base, "-m", module, scenario, taches=taches))


def test_un_rendu_tue_est_repris_une_seule_fois(base):
    assert jouer(base, "tuer", "base") == {
        "laisse": "en_cours",
        "etat": "faite",
        "raison": "",
        "prises": 2,
        "est_un_pdf": True,
        "en_file": 0,
    }


def test_des_demandes_simultanees_ne_font_qu_un_rendu(base):
    assert jouer(base, "ensemble", "immediates") == {
        "demandes": 1,
        "rendus": 1,
        "etats": ["faite"],
    }


def test_un_disque_plein_se_dit_et_le_travail_se_relance_ensuite(base_sqlite):
    assert jouer(base_sqlite, "saturer", "immediates") == {
        "etat": "echouee",
        "raison": "La base n’a pas pu garder le fichier : son disque est peut-être plein.",
        "ensuite": "faite",
    }
