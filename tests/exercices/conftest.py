import pytest

from gouvernance.exercices.operations import clore
from tests.fabriques import creer_administrateur


@pytest.fixture
def clos_2020(db):
    """Clôt 2020, quand le test l'appelle."""

    def clore_2020():
        return clore(annee=2020, par=creer_administrateur(last_name="Direction"))

    return clore_2020
