import pytest

from tests import fabriques

NOMS = [nom for nom in vars(fabriques) if nom.startswith("creer_")]


@pytest.mark.django_db
@pytest.mark.parametrize("nom", NOMS)
def test_chaque_fabrique_cree_un_objet_valide(nom):
    objet = getattr(fabriques, nom)()

    objet.full_clean(exclude=["password"])
