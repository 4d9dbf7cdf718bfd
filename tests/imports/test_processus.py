"""Un import trop long pour une page : un vrai exécutant le mène, et peut mourir en l'écrivant."""

import json
from threading import Event

import psycopg
import pytest
from django.db import connection

from mutualisation.imports import operations
from mutualisation.models import Production
from mutualisation.productions.taches import ProductionReprise
from tests.mutualisation.test_productions_processus import adresse_postgresql, lancer

LIGNES = operations.LIGNES_IMMEDIATES + 500


@pytest.fixture
def base_postgresql(django_db_setup):
    """Base neuve, effacée ensuite : d'autres processus y écrivent pour de bon."""
    nom = f"{connection.settings_dict['NAME']}_import"
    with psycopg.connect(adresse_postgresql("postgres"), autocommit=True) as serveur:
        serveur.execute(f'CREATE DATABASE "{nom}"')
        try:
            yield adresse_postgresql(nom)
        finally:
            serveur.execute(f'DROP DATABASE "{nom}" WITH (FORCE)')


@pytest.fixture
def base_sqlite(tmp_path):
    return f"sqlite:///{tmp_path / 'base.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def base(request):
    return request.getfixturevalue(f"base_{request.param}")


def test_un_import_tue_en_pleine_ecriture_n_ecrit_rien_et_se_reprend_une_seule_fois(base):
    lancer(base, "manage.py", "migrate", "-v0")

    resultat = json.loads(lancer(base, "-m", "tests.imports.scenarios_imports", taches="base"))

    assert resultat == {
        "attend": "en_analyse",
        "apercu": [LIGNES, 0],
        "avait_ecrit": True,
        "restees": [0, 0],
        "laisse": "confirme",
        "etat": "applique",
        "creees": LIGNES,
        "ecrites": LIGNES,
        "motifs": [["Import de effectifs.csv : Reprise"]],
        "traces": LIGNES,
        "fichier_efface": True,
        "productions": ["faite", "faite"],
    }


def test_un_long_travail_donne_signe_de_vie_jusqu_a_sa_fin(monkeypatch):
    signes, encore = [], Event()

    def signaler(etape):
        signes.append(etape)
        if len(signes) == 3:
            encore.set()
            raise ProductionReprise

    monkeypatch.setattr(operations, "BATTEMENT", 0.01)
    monkeypatch.setattr(operations, "poursuivre", lambda pk: encore.wait(30))

    operations.executer(Production(parametres={"import": "1"}), signaler)

    assert encore.is_set()
    assert set(signes) == {"Lecture du fichier et comparaison avec la base"}
    donnes = len(signes)
    assert not Event().wait(0.1)
    assert len(signes) == donnes
