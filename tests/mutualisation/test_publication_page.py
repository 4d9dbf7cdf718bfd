"""La page où l'on vérifie, explique et publie."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from mutualisation.models import Edition, Production
from mutualisation.rapport.editions import derniere_edition
from mutualisation.rapport.points import Point
from mutualisation.rapport.publication import preparer
from mutualisation.rapport.publication_forms import nom_du_champ
from services_communs.models import Effectif, Fiche
from tests.fabriques import creer_agent, creer_chiffre_annonce
from tests.fabriques_rapport import creer_rapport_publiable
from tests.mutualisation.publications import publier, rouvrir_l_exercice
from tests.severite import ClientSevere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rendu_factice")]

ADRESSE = "/rapports/2031/publier/"


@pytest.fixture
def rapport():
    return creer_rapport_publiable(annee=2031)


@pytest.fixture
def publicateur():
    agent = creer_agent()
    agent.user_permissions.add(Permission.objects.get(codename="publier_rapport"))
    return agent


@pytest.fixture
def client_publicateur(publicateur):
    client = ClientSevere()
    client.force_login(publicateur)
    return client


def lire(client):
    return client.get(ADRESSE).content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


def un_point() -> Point:
    [a_expliquer] = preparer(2031).controles.points
    return a_expliquer.point


def test_il_faut_le_droit_de_publier(rapport, client_agent, client_maire, client):
    assert client_agent.get(ADRESSE).status_code == 404
    assert client_maire.get(ADRESSE).status_code == 404
    assert client.get(ADRESSE).status_code == 302
    assert client_agent.post(ADRESSE, {"publier": "1"}).status_code == 404


def test_une_annee_sans_rapport_n_a_pas_de_page(client_publicateur):
    assert client_publicateur.get("/rapports/1999/publier/").status_code == 404


def test_un_rapport_pret_propose_sa_premiere_edition(rapport, client_publicateur):
    page = lire(client_publicateur)

    assert "Prêt" in page
    assert "Publier l’édition 1" in page
    assert "Motif de la correction" not in page
    assert f"{reverse('rapport_detail', args=[2031])}?brouillon" in page


def test_publier_mene_a_l_avancement_puis_a_l_edition(rapport, client_publicateur, publicateur):
    vue = client_publicateur.get(ADRESSE).context["preparation"].empreinte

    reponse = client_publicateur.post(ADRESSE, {"publier": "1", "empreinte": vue})

    production = Production.objects.get()
    assert reponse["Location"] == production.get_absolute_url()
    assert derniere_edition(2031).publiee_par == publicateur
    assert client_publicateur.get(reponse["Location"]).status_code == 200


def test_ce_qui_bloque_est_dit_avec_ou_y_remedier(rapport, client_publicateur):
    Fiche.objects.update(etat="a_valider")
    adresse = reverse("fiche_suivre", args=[2031, Fiche.objects.get().domaine.code])

    page = lire(client_publicateur)

    assert "1 point à régler avant de publier" in page
    assert "la fiche 2031 est à valider" in page
    assert adresse in page
    assert "Publier l’édition 1" not in page


def test_un_ecart_s_explique_ou_il_est_saisi(rapport, client_publicateur):
    chiffre = creer_chiffre_annonce(annee=2031, grandeur="services", valeur=7)

    page = lire(client_publicateur)

    assert "Ce qui doit être expliqué" in page
    assert reverse("admin:mutualisation_chiffreannonce_change", args=[chiffre.pk]) in page


def test_un_manque_s_explique_sur_la_page(rapport, client_publicateur):
    Effectif.objects.update(etp=None)
    assert "1 point attend une explication" in lire(client_publicateur).replace(
        '<a href="#explications">', ""
    )

    saisie = {"expliquer": "1", nom_du_champ(un_point().cle): "Relevé en cours."}
    reponse = client_publicateur.post(ADRESSE, saisie, follow=True)

    assert un_point().explication == "Relevé en cours."
    assert "Les explications sont enregistrées." in reponse.content.decode()
    assert "Publier l’édition 1" in reponse.content.decode()


def test_une_explication_trop_longue_est_refusee_sans_etre_perdue(rapport, client_publicateur):
    Effectif.objects.update(etp=None)
    long = "a" * 2001

    reponse = client_publicateur.post(
        ADRESSE, {"expliquer": "1", nom_du_champ(un_point().cle): long}
    )

    assert "Ce texte dépasse 2000 signes." in reponse.content.decode()
    assert long in reponse.content.decode()
    assert un_point().explication == ""


def test_des_donnees_changees_entre_temps_ne_se_publient_pas(rapport, client_publicateur):
    vue = preparer(2031).empreinte
    Effectif.objects.update(agents=12)

    reponse = client_publicateur.post(ADRESSE, {"publier": "1", "empreinte": vue})

    assert "Les données ont changé depuis votre vérification" in reponse.content.decode()
    assert not Edition.objects.exists()
    nouvelle = preparer(2031).empreinte
    assert nouvelle in reponse.content.decode()


def test_une_correction_sans_motif_garde_la_page(rapport, client_publicateur):
    publier(rapport)
    rouvrir_l_exercice()
    Effectif.objects.update(agents=12)
    vue = preparer(2031).empreinte

    reponse = client_publicateur.post(ADRESSE, {"publier": "1", "empreinte": vue, "motif": " "})
    assert "Écrivez ce qui motive cette correction." in reponse.content.decode()

    client_publicateur.post(
        ADRESSE, {"publier": "1", "empreinte": vue, "motif": "Effectif corrigé"}
    )
    assert derniere_edition(2031).motif == "Effectif corrigé"


def test_un_contenu_deja_publie_n_a_pas_de_bouton(rapport, client_publicateur):
    publier(rapport)

    page = lire(client_publicateur)

    assert "Rien n’a changé depuis l’édition 1" in page
    assert "Publier l’édition" not in page
    assert derniere_edition(2031).get_absolute_url() in page


def test_publier_sans_que_la_page_le_propose_est_refuse(rapport, client_publicateur):
    Fiche.objects.update(etat="en_cours")

    reponse = client_publicateur.post(
        ADRESSE, {"publier": "1", "empreinte": preparer(2031).empreinte}
    )

    assert "la fiche 2031 est en cours" in reponse.content.decode()
    assert not Production.objects.exists()


def test_l_administration_mene_a_la_publication(rapport, client_administrateur, client_agent):
    page = client_administrateur.get(
        reverse("admin:mutualisation_rapport_change", args=[rapport.pk])
    )

    assert f'href="{ADRESSE}"' in page.content.decode()
