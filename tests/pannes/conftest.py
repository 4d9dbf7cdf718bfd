"""Des bases neuves et migrées, que d'autres processus ouvrent, tuent et relisent."""

import subprocess
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.prealables import Grappe, grappe_jetable

MODELE = "modele"


@pytest.fixture(scope="session")
def grappe(django_db_setup, django_db_blocker):
    """Un PostgreSQL que l'on peut tuer, avec une base migrée : celle des tests, copiée."""
    reglages = connection.settings_dict
    acces = ["--host", reglages["HOST"], "--port", reglages["PORT"], "--username", reglages["USER"]]
    with grappe_jetable() as grappe:
        administrer(grappe, f"CREATE DATABASE {MODELE}")
        copie = subprocess.run(
            [grappe.programmes / "pg_dump", *acces, reglages["NAME"]],
            check=True,
            capture_output=True,
        ).stdout
        subprocess.run(
            [
                grappe.programmes / "psql",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                grappe.dossier,
                "-U",
                "mutualisation",
                MODELE,
            ],
            input=copie,
            check=True,
            capture_output=True,
        )
        yield grappe


def administrer(grappe: Grappe, ordre: str) -> None:
    adresse = f"{grappe.adresse}/postgres"
    with psycopg.connect(adresse, autocommit=True) as administration:
        administration.execute(ordre)


@pytest.fixture
def base_postgresql(grappe):
    nom = f"b{uuid4().hex}"
    administrer(grappe, f"CREATE DATABASE {nom} TEMPLATE {MODELE}")
    return f"{grappe.adresse}/{nom}"


@pytest.fixture
def base_sqlite(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        connection.ensure_connection()
        (tmp_path / "base.sqlite3").write_bytes(connection.connection.serialize())
    return f"sqlite:///{tmp_path / 'base.sqlite3'}"


@pytest.fixture
def base(request):
    """Du moteur que ces tests éprouvent."""
    return request.getfixturevalue(f"base_{connection.vendor}")
