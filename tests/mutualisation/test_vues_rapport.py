"""Ce que chacun lit, sans se connecter, d'un rapport publié."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.fabriques import creer_adhesion, creer_rapport, creer_texte_chapitre
from tests.fabriques_rapport import creer_production
from tests.mutualisation.pages_publiees import (
    EDITION,
    FICHIERS,
    LISTE,
    PAGE,
    fichier,
    lire,
    publier,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020, titre="L’état de la mutualisation")


@pytest.fixture
def edition(rapport):
    return publier(rapport)


def test_sans_se_connecter_on_trouve_et_on_lit_l_edition(client, edition):
    liste, page = lire(client, LISTE), lire(client, PAGE)

    assert f'href="{PAGE}"' in liste
    assert f'href="{fichier("rapport.pdf")}"' in liste
    assert "<h1>L’état de la mutualisation, 2020</h1> (1)" in page
    assert reverse("connexion") in page
    assert "Administration" not in page
    assert "?brouillon" not in liste + page


def test_l_accueil_public_montre_les_rapports_publies(client, edition):
    creer_rapport(annee=2021)

    accueil = lire(client, "/")

    assert f'href="{PAGE}"' in accueil
    assert f'href="{fichier("donnees.zip")}"' in accueil
    assert "2021" not in accueil


def test_la_page_est_celle_qui_a_ete_figee_meme_si_les_donnees_changent(client, edition, rapport):
    creer_texte_chapitre(rapport=rapport, chapitre="perspectives", texte="Écrit après.")
    creer_adhesion()

    assert "Écrit après" not in lire(client, PAGE)


def test_la_derniere_edition_est_servie_et_l_ancienne_dit_le_motif(client, edition, rapport):
    publier(rapport, 2, motif="Effectifs de Chenôve corrigés.")

    derniere, ancienne = lire(client, PAGE), lire(client, EDITION)

    assert "2020</h1> (2)" in derniere
    assert "Une édition plus récente existe" not in derniere
    assert "2020</h1> (1)" in ancienne
    assert re.search(
        r"Une édition plus récente existe.*édition 2.*Effectifs de Chenôve corrigés", ancienne
    )
    assert f"{reverse('rapport_comparer')}?avant=2020-1&amp;apres=2020-2" in ancienne
    assert f'rel="canonical" href="http://testserver{EDITION}"' in ancienne


def test_la_liste_ne_garde_que_la_derniere_edition_de_chaque_annee(client, edition, rapport):
    publier(rapport, 2, motif="Correction.")
    publier(creer_rapport(annee=2019))

    liste = lire(client, LISTE)

    assert re.findall(r"Édition (\d), publiée", liste) == ["2", "1"]
    assert liste.index("2020") < liste.index("2019")


def test_la_reference_a_citer_donne_l_adresse_permanente(client, edition):
    reference = re.search(r'<p class="citation">(.*?)</p>', lire(client, PAGE))[1]

    assert "<cite>L’état de la mutualisation</cite>, rapport 2020, édition 1" in reference
    assert reference.endswith(f"http://testserver{EDITION}")


def test_chaque_fichier_public_est_donne_avec_son_empreinte(client, client_agent, edition):
    page, page_d_un_agent = lire(client, PAGE), lire(client_agent, PAGE)

    for nom in FICHIERS:
        est_reserve = nom in {"donnees.json", "rapport.html", "lecture.html"}
        assert (fichier(nom) in page) is not est_reserve
        assert fichier(nom) in page_d_un_agent
    assert edition.fichiers.get(nom="rapport.pdf").empreinte in page
    assert edition.empreinte in page


def test_une_edition_se_lit_en_trois_requetes(client, edition, rapport, requetes):
    publier(rapport, 2, motif="Correction.")

    assert requetes(lambda: client.get(PAGE)) <= 3
    assert requetes(lambda: client.get(EDITION)) <= 3


@pytest.mark.parametrize("etat", ["en_cours", "echouee"])
def test_une_edition_reste_lisible_quand_la_suivante_se_prepare_ou_echoue(client, edition, etat):
    creer_production(nature="edition", etat=etat, cle=edition.empreinte)

    assert "2020</h1> (1)" in lire(client, PAGE)
    assert client.get(fichier("rapport.pdf")).status_code == 200


def test_la_page_arrive_compressee_a_qui_l_accepte(client, edition):
    entiere = client.get(PAGE)
    compressee = Client().get(PAGE, headers={"accept-encoding": "gzip"})

    assert compressee["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressee.content) == entiere.content


def test_une_edition_inconnue_le_dit(client, edition):
    assert "Aucune édition 7 du rapport 2020" in lire(client, f"{PAGE}editions/7/")
