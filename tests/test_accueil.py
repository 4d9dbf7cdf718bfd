"""Où l'accueil mène chacun, et la vue d'ensemble des agents."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_commune,
    creer_domaine,
    creer_elu,
    creer_fiche,
    creer_rapport,
    creer_transfert,
    creer_utilisateur,
)

pytestmark = pytest.mark.django_db


def test_l_accueil_mene_un_maire_a_sa_commune(client, commune):
    client.force_login(creer_elu(commune))

    assert client.get("/").url == commune.get_absolute_url()


def test_l_accueil_laisse_choisir_entre_plusieurs_communes(client, commune):
    talant = creer_commune(nom="Talant")
    client.force_login(creer_elu(commune, talant))

    contenu = client.get("/").content.decode()

    assert commune.get_absolute_url() in contenu
    assert talant.get_absolute_url() in contenu


def test_l_accueil_dit_quoi_faire_a_un_compte_sans_commune(client):
    client.force_login(creer_utilisateur())

    contenu = client.get("/").content.decode()

    assert "rattaché à aucune commune" in contenu


def contributeur_de(*domaines):
    contributeur = creer_agent()
    groupe, _ = Group.objects.get_or_create(name="contributeurs")
    contributeur.groups.add(groupe)
    for domaine in domaines:
        domaine.contributeurs.add(contributeur)
    return contributeur


@pytest.mark.parametrize(
    ("etats", "adresse"),
    [
        (["en_cours"], "/campagne/2021/domaines/d0/"),
        (["en_cours", "validee"], "/campagne/2021/domaines/d0/"),
        (["en_cours", "a_remplir"], "/campagne/2021/"),
        (["a_valider"], "/tableau-de-bord/"),
        ([], "/tableau-de-bord/"),
    ],
)
def test_l_accueil_mene_un_contributeur_a_ce_qu_il_doit_rendre(client, etats, adresse):
    domaines = [creer_domaine(code=f"d{rang}") for rang in range(len(etats))]
    for domaine, etat in zip(domaines, etats, strict=True):
        creer_fiche(domaine=domaine, annee=2020, etat="en_cours")
        creer_fiche(domaine=domaine, annee=2021, etat=etat)
    client.force_login(contributeur_de(*domaines))

    assert client.get("/").url == adresse


def test_la_vue_d_ensemble_en_requetes_constantes(client_agent, requetes):
    creer_rapport()
    creer_adhesion()
    avant = requetes(lambda: client_agent.get(reverse("tableau_de_bord")))
    for _ in range(10):
        creer_adhesion()
        creer_transfert()

    apres = requetes(lambda: client_agent.get(reverse("tableau_de_bord")))

    assert apres == avant <= 15
