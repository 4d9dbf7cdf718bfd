"""La page qui compare deux rapports : ce que chacun peut y choisir, et ce qu'il y lit."""

from dataclasses import replace

import pytest
from django.urls import reverse

from mutualisation.rapport.contenu import Parution, construire_rapport
from mutualisation.rapport.donnees import en_json
from tests.fabriques import creer_rapport
from tests.fabriques_rapport import creer_edition, creer_fichier_edition

pytestmark = pytest.mark.django_db

ADRESSE = reverse("rapport_comparer")


def publier(contenu, rapport, numero, **valeurs):
    edition = creer_edition(rapport=rapport, numero=numero, **valeurs)
    paru = replace(contenu, parution=Parution(numero, edition.publiee_le.date(), edition.motif))
    creer_fichier_edition(edition=edition, nom="donnees.json", contenu=en_json(paru))
    return edition


@pytest.fixture
def deux_editions():
    rapport = creer_rapport(annee=2031)
    contenu = construire_rapport(2031)
    publier(contenu, rapport, 1)
    corrige = replace(contenu, textes=(("essentiel", "Un texte corrigé."),))
    publier(corrige, rapport, 2, motif="Texte corrigé")


def test_tous_comparent_deux_editions_publiees(client, deux_editions):
    contenu = client.get(ADRESSE, {"avant": "2031-1", "apres": "2031-2"}).content.decode()

    assert "Récits modifiés\u00a0: «\u00a0L’essentiel\u00a0»" in contenu


def test_les_deux_plus_recentes_sont_proposees(client, deux_editions):
    reponse = client.get(ADRESSE)

    assert reponse.context["comparaison"].avant == "Rapport 2031, édition 1"
    assert reponse.context["comparaison"].apres == "Rapport 2031, édition 2"


def test_seul_un_agent_compare_un_projet(client, client_agent, deux_editions):
    demande = {"avant": "2031-2", "apres": "2031"}

    pour_un_agent = client_agent.get(ADRESSE, demande).content.decode()
    pour_le_public = client.get(ADRESSE, demande)

    assert "Récits modifiés" in pour_un_agent
    assert pour_le_public.context["comparaison"] is None
    assert "Projet" not in pour_le_public.content.decode()


@pytest.mark.parametrize("avant", ["", "2031-9", "x", "2031-1'--", "9" * 5000])
def test_un_choix_absurde_est_dit_sans_rien_casser(client, deux_editions, avant):
    reponse = client.get(ADRESSE, {"avant": avant, "apres": "2031-1"})

    assert reponse.status_code == 200
    assert reponse.context["form"].errors


def test_le_meme_rapport_ne_change_pas(client, deux_editions):
    contenu = client.get(ADRESSE, {"avant": "2031-1", "apres": "2031-1"}).content.decode()

    assert "Rien ne change" in contenu


def test_une_edition_illisible_est_dite(client, deux_editions):
    creer_fichier_edition(
        edition=creer_edition(rapport=creer_rapport(annee=2032)), nom="donnees.json", contenu=b"{}"
    )

    contenu = client.get(ADRESSE, {"avant": "2032-1", "apres": "2031-1"}).content.decode()

    assert "l’on ne relit plus" in contenu


def test_sans_deux_rapports_la_page_le_dit(client):
    assert "aucun ne se lit" in client.get(ADRESSE).content.decode()


def test_la_page_coute_peu_de_requetes(client, deux_editions, requetes):
    assert requetes(lambda: client.get(ADRESSE)) <= 7
