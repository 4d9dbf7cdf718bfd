import pytest

from tests.fabriques import creer_administrateur
from tests.severite import connecter


@pytest.fixture
def claire(db):
    return connecter(creer_administrateur(first_name="Claire", last_name="Martin"))


@pytest.fixture
def paul(db):
    return connecter(creer_administrateur(first_name="Paul", last_name="Petit"))
