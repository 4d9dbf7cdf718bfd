from datetime import date

import pytest

from tests.fabriques import creer_administrateur, creer_commune, creer_population
from tests.fabriques_gouvernance import creer_consultation, creer_reponse


@pytest.fixture
def redacteur(client, db):
    """Client qui a tous les droits d'écrire."""
    client.force_login(creer_administrateur())
    return client


@pytest.fixture
def communes(db):
    """Une grande et deux petites : 60, 25 et 15 % des habitants."""
    lignes = []
    for nom, habitants in [("Dijon", 600), ("Talant", 250), ("Ahuy", 150)]:
        commune = creer_commune(nom=nom, date_debut=date(2000, 1, 1))
        creer_population(collectivite=commune, municipale=habitants, totale=habitants)
        lignes.append(commune)
    return lignes


@pytest.fixture
def clect(communes):
    """Les trois communes consultées le 15 janvier 2021 sur un rapport de la CLECT."""
    consultation = creer_consultation(
        nature="rapport_clect", objet="Rapport de la CLECT", millesime=2018
    )
    for commune in communes:
        creer_reponse(consultation=consultation, commune=commune)
    return consultation
