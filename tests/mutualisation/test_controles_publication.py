"""Ce qui empêche de publier, et où y remédier."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from mutualisation.controles.lecture import lire_constats
from mutualisation.models import ChiffreAnnonce, ConstatExplique
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.controles_publication import controler
from services_communs.models import Adhesion, Domaine, Effectif, Fiche
from tests.conflits.pages import envoyer, ouvrir
from tests.fabriques import (
    creer_adhesion,
    creer_chiffre_annonce,
    creer_domaine,
    creer_indicateur,
    creer_participation,
    creer_rapport,
    creer_service,
    creer_texte_chapitre,
    creer_total_vote,
)
from tests.fabriques_rapport import creer_explication, creer_rapport_publiable

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport_publiable()


def controles():
    return controler(construire_rapport(2031))


def seul(constats):
    [constat] = constats
    return constat


def test_un_rapport_complet_se_publie(rapport):
    assert controles().refus == ()


@pytest.mark.parametrize(
    ("etat", "dit"),
    [("a_remplir", "à remplir"), ("en_cours", "en cours"), ("a_valider", "à valider")],
)
def test_une_fiche_non_validee_bloque(rapport, client_administrateur, etat, dit):
    Fiche.objects.update(etat=etat)

    constat = seul(controles().bloquants)

    assert constat.phrase.endswith(f": la fiche 2031 est {dit}.")
    assert client_administrateur.get(constat.adresse).status_code == 200


def test_un_domaine_sans_fiche_bloque(rapport, client_administrateur):
    creer_domaine(titre="Archives")

    constat = seul(controles().bloquants)

    assert constat.phrase == "Archives : aucune fiche pour 2031."
    page = client_administrateur.get(constat.adresse)
    assert page.context["adminform"].form.initial["annee"] == "2031"


def test_une_variable_inconnue_bloque(rapport, client_administrateur):
    creer_texte_chapitre(rapport=rapport, chapitre="financement", texte="{{ cout_totl }}")

    constat = seul(controles().bloquants)

    assert "financement" in constat.phrase
    assert "cout_totl" in constat.phrase
    assert client_administrateur.get(constat.adresse).status_code == 200


def test_une_annee_sans_donnees_bloque(client_administrateur):
    creer_rapport(annee=2031)

    constats = controles().bloquants

    assert [constat.phrase for constat in constats] == [
        "Aucune métropole n’est enregistrée.",
        "Aucune commune n’est membre au 31 décembre 2031.",
        "Aucun service commun n’est en vigueur au 31 décembre 2031.",
    ]
    for constat in constats:
        assert client_administrateur.get(constat.adresse).status_code == 200


def test_des_services_sans_adhesion_bloquent(rapport):
    Adhesion.objects.all().delete()

    assert seul(controles().bloquants).phrase.startswith("Aucune adhésion")


@pytest.mark.parametrize("nom", ["css/rapport.css", "polices/source-sans-3-latin-400-normal.woff2"])
def test_une_feuille_ou_une_police_absente_bloque(rapport, monkeypatch, nom):
    trouver = finders.find
    monkeypatch.setattr(
        finders, "find", lambda cherche: None if cherche == nom else trouver(cherche)
    )

    constat = seul(controles().bloquants)

    assert constat.phrase.startswith(f"Le fichier {nom} manque")
    assert constat.adresse == ""


def test_un_chiffre_qui_s_ecarte_des_donnees_s_explique(rapport, client_administrateur):
    creer_chiffre_annonce(annee=2031, grandeur="services", valeur=7, libelle="Services communs")

    constat = seul(controles().ecarts)

    assert constat.phrase.startswith("Services communs, 2031 : 7 selon")
    assert client_administrateur.get(constat.adresse).status_code == 200
    chiffre = ChiffreAnnonce.objects.get()
    champs = ouvrir(client_administrateur, chiffre)
    envoyer(client_administrateur, chiffre, champs, explication="Compté autrement.")
    assert controles().ecarts == ()


def test_un_total_vote_qui_n_est_pas_la_somme_s_explique(rapport, client_administrateur):
    total = creer_total_vote(exercice_debut=2031, montant=Decimal(1000))
    creer_participation(evaluation=total.evaluation, exercice_debut=2031, montant=Decimal(999))

    constat = seul(controles().ecarts)

    assert "Total voté" in constat.phrase
    assert client_administrateur.get(constat.adresse).status_code == 200


def test_un_montant_qui_n_est_pas_le_prorata_s_explique(rapport, client_administrateur):
    partiel = creer_participation(exercice_debut=2031, exercice_fin=2031, mois=6, montant=100)
    creer_participation(
        evaluation=partiel.evaluation, payeur=partiel.payeur, exercice_debut=2032, montant=500
    )

    constat = seul(controles().ecarts)

    assert "6 douzièmes" in constat.phrase
    assert client_administrateur.get(constat.adresse).status_code == 200


@pytest.mark.parametrize(
    ("changer", "dit"),
    [
        (lambda: Effectif.objects.update(agents=None), "nombre d’agents inconnu"),
        (lambda: Effectif.objects.update(etp=None), "nombre d’ETP inconnu"),
        (lambda: Effectif.objects.update(etp=11), "plus d’ETP que d’agents"),
        (lambda: Effectif.objects.update(date="2031-06-30"), "effectif observé le 30\xa0juin 2031"),
        (lambda: Effectif.objects.all().delete(), "aucun effectif en 2031"),
        (
            lambda: creer_indicateur(
                domaine=Fiche.objects.get().domaine, libelle="Appels reçus", est_obligatoire=True
            ),
            "«\xa0Appels reçus\xa0» n’a pas de valeur en 2031",
        ),
    ],
)
def test_un_manque_s_explique(rapport, client_administrateur, changer, dit):
    changer()

    a_expliquer = seul(controles().inexpliques)

    assert dit in a_expliquer.point.phrase
    assert client_administrateur.get(a_expliquer.adresse).status_code == 200
    creer_explication(rapport=rapport, point=a_expliquer.point.cle, texte="Voilà pourquoi.")
    assert controles().refus == ()


def test_les_controles_ont_un_nombre_de_requetes_constant(rapport, requetes):
    def desordre():
        creer_adhesion()
        creer_chiffre_annonce(annee=2031, grandeur="services", valeur=70)

    desordre()
    avant = requetes(controles)
    for _ in range(5):
        desordre()

    assert requetes(controles) == avant


def test_le_rapport_2020_se_publie_tel_quel(donnees):
    releves = controler(construire_rapport(2020))

    assert releves.refus == ()
    assert len(releves.points) == 10


def adherer_trop_tot(annee_du_constat):
    """Une adhésion commencée la veille de l'ouverture du service."""
    domaine = Domaine.objects.get()
    service = creer_service(domaine=domaine, date_debut=date(annee_du_constat, 1, 2))
    return creer_adhesion(service=service, date_debut=date(annee_du_constat, 1, 1))


@pytest.mark.parametrize("annee", [2019, 2031])
def test_un_constat_bloquant_empeche_de_publier(rapport, client_administrateur, annee):
    adhesion = adherer_trop_tot(annee)

    constat = seul(controles().bloquants)

    assert constat.phrase.startswith("Adhésion hors du temps du service : ")
    page = client_administrateur.get(constat.adresse).content.decode()
    assert reverse("admin:services_communs_adhesion_change", args=[adhesion.pk]) in page
    assert 'id="adhesions-et-service"' in page


def test_un_constat_bloquant_explique_ou_d_apres_ne_bloque_pas(rapport):
    adherer_trop_tot(2032)
    adherer_trop_tot(2020)
    lu = seul(lu for lu in lire_constats(annee=2020) if lu.bloque)
    ConstatExplique.objects.create(
        controle=lu.controle.code,
        cle=lu.constat.cle,
        empreinte=lu.constat.empreinte,
        texte="La convention le permet.",
    )

    assert controles().bloquants == ()
