"""Entrer, sortir, retrouver son mot de passe."""

import pytest
from django.urls import reverse

from tests.fabriques import creer_agent, creer_utilisateur

pytestmark = pytest.mark.django_db


def test_la_connexion_ouvre_l_accueil_et_la_deconnexion_le_referme(client):
    agent = creer_agent(username="autre")
    agent.set_password("demonstration")
    agent.save()

    entree = client.post(reverse("connexion"), {"username": "autre", "password": "demonstration"})
    sortie = client.post(reverse("deconnexion"))

    assert (entree.status_code, entree.url) == (302, reverse("accueil"))
    assert (sortie.status_code, sortie.url) == (302, reverse("accueil"))


def test_un_mauvais_mot_de_passe_est_dit_en_francais(client):
    reponse = client.post(reverse("connexion"), {"username": "agent", "password": "faux"})

    assert "nom d’utilisateur et un mot de passe valides" in reponse.content.decode()


def test_mot_de_passe_oublie_de_bout_en_bout(client, mailoutbox):
    creer_utilisateur(username="maire", email="maire@ahuy.test", password="!x")
    utilisateur = creer_utilisateur(username="dgs", email="direction@ahuy.test")
    utilisateur.set_password("ancien-mot-de-passe")
    utilisateur.save()

    client.post(reverse("mot_de_passe_oublie"), {"email": "direction@ahuy.test"})
    (courriel,) = mailoutbox
    lien = next(mot for mot in courriel.body.split() if "/mot-de-passe-oublie/" in mot)
    saisie = client.get(lien, follow=True)
    nouveau = {"new_password1": "Saone-2026-Dijon", "new_password2": "Saone-2026-Dijon"}
    fin = client.post(saisie.redirect_chain[-1][0], nouveau)

    utilisateur.refresh_from_db()
    assert fin.url == reverse("mot_de_passe_termine")
    assert utilisateur.check_password("Saone-2026-Dijon")
