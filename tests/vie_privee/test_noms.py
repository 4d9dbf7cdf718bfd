"""Ce qui ressemble à un nom d'agent est signalé, et rien d'autre."""

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.historique.suivi import est_un_historique
from gouvernance.vie_privee import noms_possibles
from mutualisation.controles.personnes import personnes_nommees
from mutualisation.textes.forms import empreinte
from tests.fabriques import creer_etape, creer_rapport, creer_texte_chapitre
from tests.fabriques_gouvernance import creer_elu_metropolitain

NOMMES = {
    "Mme Dupont assure l’accueil.": ["Mme Dupont"],
    "Contact : M. de La Tour, poste 12": ["M. de La Tour"],
    "Sophie MARTIN, cheffe de projet": ["Sophie MARTIN"],
    "Rédigé par Jean-Pierre Durand et Julie Petit": ["Jean-Pierre Durand", "Julie Petit"],
    "Monsieur Éric Lefèvre, puis Mme Dupont, puis Mme Dupont": [
        "Monsieur Éric Lefèvre",
        "Mme Dupont",
    ],
}
ANONYMES = [
    "",
    "Monsieur le Maire et Madame la Présidente ont signé.",
    "Travaux rue Jean Jaurès, à l’école Marie Curie et au parc Paul Bert",
    "Saint-Apollinaire, Fontaine-lès-Dijon et Marsannay-la-Côte",
    "Le Service Commun des Affaires Juridiques",
    "Julie a rejoint le service.",
]


@pytest.mark.parametrize("texte", NOMMES)
def test_un_nom_est_vu(texte):
    assert noms_possibles(texte) == NOMMES[texte]


@pytest.mark.parametrize("texte", ANONYMES)
def test_une_fonction_un_lieu_une_commune_ne_sont_pas_des_noms(texte):
    assert noms_possibles(texte) == []


def test_un_elu_se_nomme():
    assert noms_possibles("Sophie Bernard et Mme Bernard", ["Bernard"]) == []


@given(st.text())
def test_tout_texte_se_lit(texte):
    assert all(nom.strip() for nom in noms_possibles(texte))


def test_aucun_champ_ne_garde_le_nom_d_un_agent():
    """Un nom de personne n'a sa place que pour un élu et pour le titulaire d'un compte."""
    porteurs = {
        modele._meta.label
        for modele in apps.get_models()
        if not est_un_historique(modele)
        for champ in modele._meta.concrete_fields
        if {"prenom", "first_name", "last_name"} & {champ.name}
    }

    assert porteurs == {"gouvernance.Elu", "gouvernance.Utilisateur"}


@pytest.mark.django_db
def test_le_controle_donne_la_page_ou_corriger():
    creer_elu_metropolitain(nom="Bernard", prenom="Sophie")
    etape = creer_etape(recit="Décidé par Sophie Bernard avec Mme Dupont.")

    [constat] = personnes_nommees()

    assert "« Mme Dupont »" in constat.phrase
    assert constat.lignes[0].adresse == reverse("admin:gouvernance_etape_change", args=[etape.pk])


@pytest.mark.django_db
def test_les_donnees_de_2020_ne_nomment_aucun_agent(donnees):
    assert list(personnes_nommees()) == []


def avertissements(reponse) -> list[str]:
    return [str(m) for m in get_messages(reponse.wsgi_request) if m.level_tag == "warning"]


@pytest.mark.django_db
def test_l_administration_previent_et_enregistre(client_administrateur):
    etape = creer_etape()
    saisie = {
        "titre": etape.titre,
        "date": "2015-01-01",
        "precision": "annee",
        "recit": "Avec Mme Dupont.",
    }

    adresse = reverse("admin:gouvernance_etape_change", args=[etape.pk])
    reponse = client_administrateur.post(adresse, saisie)

    etape.refresh_from_db()
    assert etape.recit == "Avec Mme Dupont."
    [phrase] = avertissements(reponse)
    assert "Mme Dupont" in phrase.replace("\u00a0", " ")


@pytest.mark.django_db
def test_un_recit_de_chapitre_previent(client_administrateur):
    creer_texte_chapitre(rapport=creer_rapport(annee=2031), chapitre="essentiel", texte="Avant.")
    adresse = reverse("texte_saisir", args=[2031, "essentiel"])

    reponse = client_administrateur.post(
        adresse, {"texte": "Merci à Sophie MARTIN.", "empreinte": empreinte("Avant.")}
    )

    assert avertissements(reponse)
