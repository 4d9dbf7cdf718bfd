from types import SimpleNamespace

import pytest

from tests.acces.codes import MAINTENANT, donner_un_appareil, donner_un_mot_de_passe, entrer
from tests.fabriques import creer_administrateur, creer_agent


@pytest.fixture
def exige(settings):
    settings.SECOND_FACTEUR_EXIGE = True


@pytest.fixture
def horloge(monkeypatch):
    """Arrêtée : un code ne change pas entre le moment où on le lit et celui où on l'envoie."""
    monkeypatch.setattr(
        "django_otp.plugins.otp_totp.models.time", SimpleNamespace(time=lambda: MAINTENANT)
    )


@pytest.fixture
def agent(db, exige, horloge):
    """Un agent qui a son téléphone."""
    agent = donner_un_mot_de_passe(creer_agent(username="claire", email="claire@exemple.fr"))
    agent.secours = donner_un_appareil(agent)
    return agent


@pytest.fixture
def agent_sans_appareil(db, exige, horloge):
    return donner_un_mot_de_passe(creer_agent(username="nouveau"))


@pytest.fixture
def administrateur(agent):
    """Connecté par son propre second facteur."""
    administrateur = donner_un_mot_de_passe(creer_administrateur(username="chef"))
    donner_un_appareil(administrateur)
    client = entrer(administrateur)
    client.compte = administrateur
    return client
