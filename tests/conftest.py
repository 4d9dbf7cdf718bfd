import os

import pytest
import xdist
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as reglages_d_hypothesis

from gouvernance.memoire.lecture import tables_citees
from gouvernance.models import SessionOuverte, Utilisateur
from tests.fabriques import creer_administrateur, creer_agent, creer_commune, creer_elu
from tests.severite import ClientSevere

# Une machine chargée n'est pas une faute, et la suite rejouée éprouve les mêmes cas. En chercher
# d'autres : `pytest --hypothesis-profile=exploration`.
reglages_d_hypothesis.register_profile("exploration", deadline=None)
reglages_d_hypothesis.register_profile("projet", deadline=None, derandomize=True)
reglages_d_hypothesis.load_profile("projet")

# Ce que lit toute page, même gardée.
TOUJOURS_LUES = {modele._meta.db_table for modele in [SessionOuverte, Utilisateur]}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Écarte ce que cette base ne sait pas faire, et met à la fin les tests sur les données."""
    if connection.vendor != "postgresql":
        ecartes = [item for item in items if item.get_closest_marker("postgresql")]
        config.hook.pytest_deselected(items=ecartes)
        items[:] = [item for item in items if item not in ecartes]
    items.sort(key=lambda item: "donnees" in item.fixturenames)


def pytest_sessionfinish(session):
    if xdist.is_xdist_worker(session):
        return
    bilan = session.config.pluginmanager.get_plugin("terminalreporter").stats
    if os.environ.get("TESTS_SANS_SAUT") and bilan.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def client():
    return ClientSevere()


@pytest.fixture
def commune(db):
    """Celle que représente l'élu de `client_maire`."""
    return creer_commune()


@pytest.fixture
def client_maire(commune):
    client = ClientSevere()
    client.force_login(creer_elu(commune))
    return client


@pytest.fixture
def client_agent(db):
    client = ClientSevere()
    client.force_login(creer_agent())
    return client


@pytest.fixture
def client_administrateur(db):
    client = ClientSevere()
    client.force_login(creer_administrateur())
    return client


@pytest.fixture
def requetes(db):
    """Compte les requêtes d'un appel, une fois les caches de Django remplis."""

    def compter(appel):
        appel()
        with CaptureQueriesContext(connection) as capture:
            appel()
        return len(capture)

    return compter


@pytest.fixture
def gardees(settings):
    """Les pages se gardent, comme en production."""
    settings.PAGES_GARDEES = True
    caches["pages"].clear()
    cache.set("nom_metropole", "Dijon Métropole")
    yield
    caches["pages"].clear()
    cache.delete("nom_metropole")


@pytest.fixture
def relues(gardees):
    """Tables que lit une page pour se composer : aucune si elle ressert."""

    def lire(client, adresse: str) -> set[str]:
        with CaptureQueriesContext(connection) as capture:
            reponse = client.get(adresse)
        assert reponse.status_code == 200
        citees = {table for requete in capture for table in tables_citees(requete["sql"])}
        return {table for table in citees - TOUJOURS_LUES if not table.startswith("otp_")}

    return lire


@pytest.fixture(scope="session")
def donnees_chargees(django_db_setup, django_db_blocker):
    """Données livrées, chargées une fois ; les tests qui s'en servent passent après les autres."""
    with django_db_blocker.unblock():
        call_command("charger_donnees", verbosity=0)


@pytest.fixture
def donnees(donnees_chargees, db):
    """Le cas réel de 2020, tel que le livrent les données du projet."""
