import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mutualisation.acces.fournisseur import Fournisseur, reglages_de_la_bibliotheque
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


@pytest.fixture(scope="session")
def adresse_du_fournisseur():
    script = Path(__file__).with_name("fournisseur_d_identite.py")
    processus = subprocess.Popen(
        [sys.executable, "-W", "ignore", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield f"http://localhost:{processus.stdout.readline().strip()}"
    processus.kill()
    processus.communicate()


@pytest.fixture
def fournisseur(settings, adresse_du_fournisseur):
    regle = Fournisseur(
        nom="ProConnect",
        emetteur=adresse_du_fournisseur,
        client="mutualisation",
        secret="secret-de-test",
        algorithme="RS256",
        autorisation=f"{adresse_du_fournisseur}/oauth2/authorize",
        jeton=f"{adresse_du_fournisseur}/oauth2/token",
        personne=f"{adresse_du_fournisseur}/userinfo",
        cles=f"{adresse_du_fournisseur}/jwks",
        deconnexion=f"{adresse_du_fournisseur}/oauth2/end_session",
        seconds_facteurs=("mfa", "eidas2"),
        garantit_les_adresses=False,
    )
    settings.FOURNISSEUR = regle
    for nom, valeur in reglages_de_la_bibliotheque(regle).items():
        setattr(settings, nom, valeur)
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS,
        "mutualisation.acces.oidc.FournisseurBackend",
    ]
    settings.AXES_WHITELIST_CALLABLE = "mutualisation.acces.oidc.est_sans_nom"
    settings.ROOT_URLCONF = "tests.acces.urls_fournisseur"
    return regle
