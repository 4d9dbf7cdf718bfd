"""Ce qui ressert, à qui, et ce qui se compose à chaque fois."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gouvernance.memoire.lecture import Lecture
from gouvernance.models import PreferenceDeListe, Utilisateur
from services_communs.models import ServiceCommun
from tests.droits.preparation import assister
from tests.fabriques import creer_adhesion, creer_agent, creer_commune, creer_elu, creer_service
from tests.severite import connecter

pytestmark = pytest.mark.django_db

JETON = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def test_deux_elus_d_une_commune_lisent_la_meme_page_sous_leur_nom(relues, commune):
    adresse = reverse("commune_detail", args=[commune.code_insee])
    premier = connecter(creer_elu(commune, first_name="Camille", last_name="Martin"))
    second = connecter(creer_elu(commune, first_name="Dominique", last_name="Bernard"))
    relues(premier, adresse)
    relues(second, adresse)

    assert relues(second, adresse) == set()
    page = second.get(adresse).content.decode()
    assert "Dominique Bernard" in page
    assert "Camille Martin" not in page


def test_deux_elus_de_deux_communes_ne_lisent_pas_la_meme(gardees, commune):
    autre = creer_commune(nom="Talant")
    for collectivite in [commune, autre]:
        creer_adhesion(collectivite=collectivite)
    adresse = reverse("adhesion_liste")

    lues = [connecter(creer_elu(c)).get(adresse).content.decode() for c in [commune, autre]]

    assert commune.nom in lues[0]
    assert "Talant" not in lues[0]
    assert "Talant" in lues[1]


def test_le_formulaire_d_une_page_gardee_part_au_nom_de_qui_la_lit(gardees):
    creer_adhesion()
    adresse = reverse("adhesion_liste")
    un, autre = creer_agent(), creer_agent()
    connecter(un).get(adresse)
    client = Client(enforce_csrf_checks=True)
    client.force_login(autre)
    page = client.get(adresse).content.decode()
    reponse = client.post(
        reverse("colonnes_choisir"),
        {
            "csrfmiddlewaretoken": JETON.findall(page)[-1],
            "retour": adresse,
            "proposee": ["date_debut"],
        },
    )

    assert reponse.status_code == 302
    [preference] = PreferenceDeListe.objects.all()
    assert preference.utilisateur == autre


def test_les_colonnes_que_l_un_masque_restent_a_l_autre(gardees):
    creer_adhesion()
    adresse = reverse("adhesion_liste")
    clients = [connecter(creer_agent()) for _ in range(2)]
    avant = [client.get(adresse).content.decode() for client in clients]
    masque = {"retour": adresse, "proposee": ["date_debut"]}

    clients[0].post(reverse("colonnes_choisir"), masque)
    apres = [client.get(adresse).content.decode() for client in clients]

    assert "masquée)" not in avant[0]
    assert "masquée)" in apres[0]
    assert "masquée)" not in apres[1]


def test_un_message_se_lit_une_fois_sur_une_page_gardee(relues, client_agent):
    adresse = reverse("service_detail", args=[creer_service().code])
    relues(client_agent, adresse)
    filtre = {"retour": f"{reverse('adhesion_liste')}?origine=constatee", "nom": "Constatées"}
    client_agent.post(reverse("filtre_enregistrer"), filtre)

    premiere, seconde = [client_agent.get(adresse).content.decode() for _ in range(2)]

    assert premiere.count("message--success") == 1
    assert "message--success" not in seconde


def test_ce_que_htmx_remplace_se_compose_a_chaque_fois(relues, client_agent):
    adresse = reverse("adhesion_liste")
    client_agent.defaults["HTTP_HX_REQUEST"] = "true"

    assert relues(client_agent, adresse)
    assert relues(client_agent, adresse)


def test_pendant_une_assistance_rien_ne_se_garde(relues, client_administrateur):
    elu = creer_elu(creer_commune())
    adresse = reverse("adhesion_liste")
    assister(client_administrateur, elu)

    assert relues(client_administrateur, adresse)
    assert relues(client_administrateur, adresse)


def test_ce_qui_se_cherche_au_nom_d_une_personne_ne_se_garde_pas(relues, client_maire):
    """Un élu ne lit que ses propres simulations."""
    adresse = reverse("scenario_liste")

    assert relues(client_maire, adresse)
    assert relues(client_maire, adresse)


def test_une_page_absente_est_entiere(gardees, client_agent):
    reponse = client_agent.get(reverse("service_detail", args=["inconnu"]))

    assert reponse.status_code == 404
    assert "Se déconnecter" in reponse.content.decode()


@pytest.mark.parametrize(
    ("lire", "se_garde"),
    [
        (lambda: list(ServiceCommun.objects.all()), True),
        (lambda: list(Utilisateur.objects.filter(first_name="Camille")), True),
        (lambda: list(Utilisateur.objects.filter(pk=1)), False),
        (lambda: list(PreferenceDeListe.objects.filter(utilisateur=1)), True),
        (lambda: list(Utilisateur.historique.filter(history_user=1)), False),
        (lambda: list(Utilisateur.historique.filter(history_user__in=[1, 2])), False),
        (lambda: ServiceCommun.objects.update(nom="Renommé"), False),
        (lambda: list(Utilisateur.objects.filter(sessions__isnull=True)), False),
    ],
)
def test_ce_que_lit_une_page_dit_si_elle_se_garde(lire, se_garde):
    lecture = Lecture()

    with connection.execute_wrapper(lecture):
        lire()

    assert lecture.se_garde == se_garde


def test_une_lecture_dit_ses_tables_et_ce_qu_elle_regarde_de_la_personne(commune):
    lecture, elu = Lecture(), creer_elu(commune)

    with connection.execute_wrapper(lecture):
        list(ServiceCommun.objects.filter(adhesions__collectivite__in=elu.collectivites.all()))

    assert lecture.tables == {
        "services_communs_domaine",
        "services_communs_servicecommun",
        "services_communs_adhesion",
        "gouvernance_collectivite",
        "gouvernance_utilisateur_collectivites",
    }
    assert lecture.particularites == {"gouvernance_utilisateur_collectivites"}
