"""Aucune page ne demande plus de requêtes quand la métropole et ses années grandissent."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.metropole import agrandir, multiplier_les_services, prolonger
from bench.pages import adresses
from gouvernance.models import Commune
from tests.fabriques import creer_agent, creer_elu

# Elles composent tout le rapport, et leurs requêtes sont éprouvées avec lui.
PAGES_DU_RAPPORT = "/rapports/2020/"


def compter(client: Client) -> dict[str, int]:
    """Une fois toutes les pages ouvertes : l'une d'elles prépare un second facteur."""
    requetes = {}
    eprouvees = [adresse for adresse in adresses() if not adresse.startswith(PAGES_DU_RAPPORT)]
    for adresse in [a for a in eprouvees if client.get(a).status_code == 200]:
        with CaptureQueriesContext(connection) as capture:
            client.get(adresse)
        requetes[adresse] = len(capture)
    return requetes


@pytest.mark.parametrize("role", ["agent", "maire"])
def test_le_nombre_de_requetes_ne_depend_pas_de_la_taille(donnees, role):
    personne = creer_agent() if role == "agent" else creer_elu(Commune.objects.get(nom="Quetigny"))
    client = Client()
    client.force_login(personne)
    avant = compter(client)
    agrandir(46, 2020)
    multiplier_les_services(40, 2020)
    prolonger(5, 2020)

    apres = compter(client)

    grandies = {
        adresse: (requetes, apres[adresse])
        for adresse, requetes in avant.items()
        if apres[adresse] > requetes
    }
    assert grandies == {}
    assert len(avant) > 15
