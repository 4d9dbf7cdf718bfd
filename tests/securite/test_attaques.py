"""Attaques courantes contre une session et une adresse, chacune avec la réponse attendue."""

import pytest
from django.test import Client
from django.urls import reverse

from mutualisation.reprises.saisie import SaisieGardee
from tests.fabriques import creer_agent

MOT_DE_PASSE = "un-mot-de-passe-de-test-8"
AILLEURS = [
    "https://ailleurs.example/",
    "//ailleurs.example/",
    "/\\ailleurs.example",
    "\\\\ailleurs.example",
    "http:ailleurs.example",
    "javascript:alert(1)",
    " //ailleurs.example",
    "/\t/ailleurs.example",
]


@pytest.fixture
def agent(db):
    agent = creer_agent()
    agent.set_password(MOT_DE_PASSE)
    agent.save()
    return agent


def se_connecter(client, agent, suite="", **champs):
    identifiants = {"username": agent.username, "password": MOT_DE_PASSE, "next": suite}
    return client.post(reverse("connexion"), identifiants | champs)


@pytest.mark.parametrize("suite", AILLEURS)
def test_la_connexion_ne_mene_jamais_a_un_autre_site(client, agent, suite):
    assert se_connecter(client, agent, suite).url == reverse("accueil")


def test_la_connexion_mene_a_la_page_demandee(client, agent):
    suite = reverse("adhesion_liste")

    assert se_connecter(client, agent, suite).url == suite


@pytest.mark.parametrize("suite", AILLEURS)
def test_la_deconnexion_ne_mene_jamais_a_un_autre_site(client_agent, suite):
    reponse = client_agent.post(reverse("deconnexion"), {"next": suite})

    assert reponse.url == reverse("accueil")


def test_un_lien_ne_deconnecte_personne(client_agent):
    assert client_agent.get(reverse("deconnexion")).status_code == 405
    assert client_agent.get(reverse("aide")).wsgi_request.user.is_authenticated


def test_une_session_donnee_d_avance_ne_devient_pas_celle_de_la_personne(client, agent):
    client.session.save()
    client.cookies["sessionid"] = imposee = "cleimposeeparunautre0123456789ab"

    se_connecter(client, agent)

    assert client.cookies["sessionid"].value != imposee
    pirate = Client()
    pirate.cookies["sessionid"] = imposee
    assert pirate.get(reverse("adhesion_liste")).status_code == 302


def test_une_session_close_ne_se_rejoue_pas(client_agent):
    ancienne = client_agent.cookies["sessionid"].value
    client_agent.post(reverse("deconnexion"))
    rejouee = Client()
    rejouee.cookies["sessionid"] = ancienne

    assert rejouee.get(reverse("adhesion_liste")).status_code == 302


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(client_agent, agent):
    client = Client()
    client.force_login(agent)
    agent.set_password("un-autre-mot-de-passe-9")
    agent.save()

    assert client.get(reverse("adhesion_liste")).status_code == 302


def test_les_cookies_ne_se_lisent_pas_d_un_script_ni_ne_partent_d_un_autre_site(client, agent):
    se_connecter(client, agent)

    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.mark.parametrize("ajout", ["\r\nSet-Cookie: a=b", "%0d%0aSet-Cookie:%20a=b", "\n\nx"])
def test_une_adresse_n_ecrit_pas_d_en_tete(client, db, ajout):
    reponse = client.get(reverse("adhesion_liste"), {"q": ajout})

    assert reponse.status_code == 302
    assert "\n" not in str(reponse.url)
    assert "a" not in reponse.cookies


def test_un_hote_inconnu_est_refuse(client, db):
    assert client.get("/connexion/", headers={"host": "ailleurs.example"}).status_code == 400


def test_un_formulaire_d_un_autre_site_est_refuse(agent):
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    envoi = {"next": "/"}

    reponse = client.post(
        reverse("deconnexion"), envoi, headers={"origin": "https://ailleurs.example"}
    )

    assert reponse.status_code == 403
    assert client.get(reverse("adhesion_liste")).status_code == 200


def test_une_saisie_que_nous_n_avons_pas_signee_n_est_pas_rendue():
    assert SaisieGardee.lire("W10:1abc:faux") is None
