"""Les cookies tels que la production les pose."""

import json

import pytest
from django.urls import reverse

from tests.fabriques import creer_agent
from tests.test_environnement import PRODUCTION, manage

LUS = ["NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN"]
NOMS = [f"{cookie}_COOKIE_{lu}" for cookie in ["SESSION", "CSRF"] for lu in LUS]
SCRIPT = (
    "import json; from django.conf import settings;"
    f"print(json.dumps({{nom: getattr(settings, nom) for nom in {NOMS}}}))"
)


@pytest.fixture(scope="module")
def de_production():
    resultat = manage("shell", "--no-imports", "-c", SCRIPT, **PRODUCTION)
    assert resultat.returncode == 0, resultat.stderr
    return json.loads(resultat.stdout)


def test_un_cookie_de_production_n_est_ni_lu_ni_remplace_ni_envoye_d_ailleurs(
    db, client, settings, de_production
):
    for nom, valeur in de_production.items():
        setattr(settings, nom, valeur)
    agent = creer_agent()
    agent.set_password("Saone-2026-Dijon")
    agent.save()
    identifiants = {"username": agent.username, "password": "Saone-2026-Dijon"}

    client.post(reverse("connexion"), identifiants, secure=True)
    assert client.get(reverse("mon_compte"), secure=True).status_code == 200

    session, jeton = client.cookies["__Host-sessionid"], client.cookies["__Host-csrftoken"]
    for cookie in [session, jeton]:
        # Ce que le préfixe exige : sans cela, le navigateur refuserait le cookie.
        assert cookie["secure"]
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert cookie["samesite"] == "Lax"
    assert session["httponly"]
    assert client.cookies["derniere_personne"]["secure"]
    assert client.cookies["derniere_personne"]["httponly"]
