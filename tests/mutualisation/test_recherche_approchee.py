"""Une faute de frappe est rattrapée, et une autre écriture proposée."""

import pytest
from django.urls import reverse

from mutualisation.recherche.contenu import chercher
from tests.fabriques import creer_agent, creer_commune, creer_deliberation, creer_elu, creer_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(db):
    return creer_agent()


@pytest.mark.parametrize(
    ("saisie", "nom"),
    [
        ("Fenai", "Fénay"),
        ("dijno", "Dijon"),
        ("Chenvoe", "Chenôve"),
        ("quetiny", "Quetigny"),
        ("Marsanay la cote", "Marsannay la Côte"),
        ("appolinaire", "Apollinaire"),
    ],
)
def test_une_faute_de_frappe_mene_a_la_commune(saisie, nom, agent):
    for commune in ["Fénay", "Dijon", "Chenôve", "Quetigny", "Marsannay-la-Côte", "Talant"]:
        creer_commune(nom=commune)
    creer_commune(nom="Saint-Apollinaire")

    page = chercher(saisie, agent)

    assert page.est_approchee
    assert page.suggestion == nom
    assert len(page.groupes[0].resultats) == 1
    assert not chercher(page.suggestion, agent).est_approchee


def test_une_faute_dans_une_deliberation_est_rattrapee(agent):
    creer_deliberation(objet="Extension du cimetière")
    creer_deliberation(objet="Cité administrative")

    page = chercher("cimetierre", agent)

    assert page.suggestion == "cimetière"
    assert [groupe.nombre for groupe in page.groupes] == [1]


def test_ce_qui_est_trouve_se_passe_d_approche(agent):
    creer_commune(nom="Dijon")
    creer_commune(nom="Dijoz")

    page = chercher("dijoz", agent)

    assert (page.est_approchee, page.suggestion) == (False, "")
    assert [groupe.nombre for groupe in page.groupes] == [1]


def test_le_plus_proche_vient_d_abord(agent):
    creer_service(nom="Comptabilité publique")
    creer_service(nom="Commande publique")

    assert chercher("comande publiqe", agent).suggestion == "Commande publique"


@pytest.mark.parametrize("saisie", ["xyzzy", "aaaaaaaa", "dij0n 99999"])
def test_ce_qui_ne_ressemble_a_rien_ne_donne_rien(saisie, agent):
    creer_commune(nom="Dijon")

    page = chercher(saisie, agent)

    assert (page.groupes, page.suggestion) == ((), "")
    assert "Aucun résultat" in page.message


def test_une_suggestion_ne_nomme_rien_d_une_autre_commune(client):
    client.force_login(creer_elu(creer_commune(nom="Ahuy")))
    quetigny = creer_commune(nom="Quetigny")
    creer_deliberation(collectivite=quetigny, objet="Secret de Quetigny")

    texte = client.get(reverse("recherche"), {"q": "quetiny"}).content.decode()

    assert "Quetigny" not in texte
    assert "Aucun résultat" in texte
