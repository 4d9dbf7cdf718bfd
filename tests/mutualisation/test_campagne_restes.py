import pytest
from django.urls import reverse

from gouvernance.models import Utilisateur
from mutualisation.campagne.restes import lire_campagne
from mutualisation.models import TexteChapitre
from services_communs.models import Fiche
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_domaine,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_rapport,
    creer_texte_chapitre,
)

pytestmark = pytest.mark.django_db


def phrases(utilisateur):
    return [reste.phrase.replace("\u00a0", " ") for reste in lire_campagne(utilisateur).restes]


def domaine_complet(rapport):
    domaine = creer_domaine()
    creer_fiche(domaine=domaine, annee=rapport.annee, etat=Fiche.Etat.VALIDEE)
    creer_effectif(domaine=domaine, date=rapport.date_observation)
    creer_mesure(
        indicateur=creer_indicateur(domaine=domaine, est_obligatoire=True), annee=rapport.annee
    )
    return domaine


def rapport_redige():
    rapport = creer_rapport()
    for chapitre in TexteChapitre.Chapitre:
        creer_texte_chapitre(rapport=rapport, chapitre=chapitre)
    return rapport


def test_sans_rapport_il_n_y_a_rien_a_preparer():
    assert lire_campagne(creer_administrateur()) is None


def test_tout_rempli_rien_ne_reste():
    domaine_complet(rapport_redige())

    assert phrases(creer_administrateur()) == []


def test_chaque_manque_est_compte():
    rapport = rapport_redige()
    rapport.textes.first().delete()
    domaine = domaine_complet(rapport)
    creer_fiche(domaine=creer_domaine(), annee=2020)
    creer_indicateur(domaine=domaine, est_obligatoire=True)
    creer_indicateur(domaine=domaine, est_obligatoire=False)
    creer_domaine()

    assert phrases(creer_administrateur()) == [
        "1 fiche de domaine à terminer",
        "1 domaine sans fiche",
        "1 indicateur attendu sans valeur",
        "2 domaines sans effectif",
        "1 chapitre sans texte",
    ]


def test_on_ne_demande_que_ce_que_l_on_peut_remplir():
    creer_rapport()
    creer_domaine()

    assert phrases(creer_agent()) == []


def test_un_contributeur_ne_voit_que_le_reste_de_son_domaine(donnees):
    Fiche.objects.update(etat=Fiche.Etat.EN_COURS)

    contributeur = Utilisateur.objects.get(username="contributeur-numerique")

    assert phrases(contributeur)[0] == "1 fiche de domaine à terminer"
    assert (
        phrases(Utilisateur.objects.get(username="agent"))[0] == "16 fiches de domaine à terminer"
    )


def test_chaque_lien_de_l_accueil_mene_aux_lignes_comptees(client_administrateur):
    rapport = creer_rapport()
    domaine_complet(rapport)
    a_terminer = creer_fiche(annee=rapport.annee)
    sans_valeur = creer_indicateur(est_obligatoire=True)
    accueil = client_administrateur.get(reverse("admin:index"))
    adresses = [reste.adresse for reste in accueil.context["campagne"].restes]

    pages = [client_administrateur.get(adresse) for adresse in adresses]

    assert "reste à faire" in accueil.content.decode()
    assert {page.status_code for page in pages} == {200}
    assert a_terminer in [suivie.fiche for suivie in pages[0].context["suivi"].fiches]
    assert list(pages[2].context["cl"].queryset) == [sans_valeur]


@pytest.mark.parametrize("page", ["tableau_de_bord", "admin:index"])
def test_on_suit_et_on_ouvre_une_campagne_depuis_l_accueil(client_administrateur, page):
    creer_rapport(annee=2020)

    contenu = client_administrateur.get(reverse(page)).content.decode()

    assert reverse("campagne_detail", args=[2020]) in contenu
    assert reverse("campagne_ouvrir", args=[2021]) in contenu


def test_qui_ne_peut_pas_ouvrir_une_campagne_n_y_est_pas_mene(client_agent):
    creer_rapport(annee=2020)

    contenu = client_agent.get(reverse("tableau_de_bord")).content.decode()

    assert reverse("campagne_detail", args=[2020]) in contenu
    assert reverse("campagne_ouvrir", args=[2021]) not in contenu


def test_l_accueil_dit_quand_tout_est_rempli(client_administrateur):
    domaine_complet(rapport_redige())

    page = client_administrateur.get(reverse("admin:index")).content.decode()

    assert "Tout ce que vous pouvez remplir l’est." in page
