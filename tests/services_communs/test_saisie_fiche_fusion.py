"""Deux personnes sur la même fiche : chaque rubrique garde ce que l'une seule a changé."""

from datetime import date

import pytest

from services_communs.models import Effectif, Mesure
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import (
    creer_administrateur,
    creer_commune,
    creer_concernees,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_objectif,
    creer_piste,
    creer_rapport,
    creer_realisation,
)
from tests.services_communs.saisies import adresse, connecte

pytestmark = pytest.mark.django_db
ENREGISTRER = {"action": "enregistrer"}


@pytest.fixture
def fiche():
    fiche = creer_fiche(annee=2020, faits_marquants="Au départ", a_etudier="À voir")
    creer_objectif(fiche=fiche, texte="Un objectif")
    creer_piste(fiche=fiche, texte="Une action")
    creer_realisation(fiche=fiche, titre="Une réalisation").beneficiaires.set([creer_commune()])
    creer_effectif(domaine=fiche.domaine, date=date(2020, 12, 31), agents=10)
    creer_mesure(indicateur=creer_indicateur(domaine=fiche.domaine), annee=2020, valeur=12)
    return fiche


@pytest.fixture
def clients():
    return [connecte(creer_administrateur(last_name=nom)) for nom in ["Martin", "Petit"]]


def ouvrir(client, fiche):
    return lire_formulaire(client.get(adresse(fiche)))


def envoyer(client, fiche, champs, **changes):
    return client.post(adresse(fiche), champs | ENREGISTRER | changes)


def mesure_de(champs):
    return next(nom for nom in champs if nom.startswith("mesures-") and nom.endswith("-valeur"))


@pytest.mark.parametrize(
    ("champ", "valeur", "lire"),
    [
        ("fiche-a_etudier", "De Petit", lambda fiche: fiche.a_etudier),
        ("objectifs-0-texte", "De Petit", lambda fiche: fiche.objectifs.get().texte),
        ("pistes-0-texte", "De Petit", lambda fiche: fiche.pistes.get().texte),
        ("realisations-0-titre", "De Petit", lambda fiche: fiche.realisations.get().titre),
        ("effectif-agents", "11", lambda fiche: f"{Effectif.objects.get().agents}"),
        ("mesure", "13", lambda fiche: f"{Mesure.objects.get().valeur:.0f}"),
    ],
)
def test_ce_que_l_autre_seul_a_change_est_repris(clients, fiche, champ, valeur, lire):
    martin, petit = clients
    vue, autre = ouvrir(martin, fiche), ouvrir(petit, fiche)
    nom = mesure_de(autre) if champ == "mesure" else champ
    assert envoyer(petit, fiche, autre, **{nom: valeur}).status_code == 302

    refus = envoyer(martin, fiche, vue, **{"fiche-faits_marquants": "De Martin"})
    fusion = refus.context["fusion"]
    assert (fusion.a_choisir, len(fusion.reprises), fusion.gardees) == (
        (),
        1,
        ("Faits marquants",),
    )
    assert valeur in fusion.reprises[0][1]
    fin = martin.post(adresse(fiche), lire_formulaire(refus) | ENREGISTRER)

    assert fin.status_code == 302
    fiche.refresh_from_db()
    assert (fiche.faits_marquants, lire(fiche)) == ("De Martin", valeur)
    assert fiche.realisations.get().beneficiaires.count() == 1


@pytest.mark.parametrize(("choix", "retenu"), [("mienne", "De Martin"), ("leur", "De Petit")])
def test_la_meme_liste_se_choisit_les_deux_versions_montrees(clients, fiche, choix, retenu):
    martin, petit = clients
    vue = ouvrir(martin, fiche)
    envoyer(petit, fiche, ouvrir(petit, fiche), **{"objectifs-0-texte": "De Petit"})

    refus = envoyer(martin, fiche, vue, **{"objectifs-0-texte": "De Martin"})
    (rubrique,) = refus.context["fusion"].a_choisir
    assert (rubrique.mienne, rubrique.leur) == ("1. De Martin", "1. De Petit")
    martin.post(adresse(fiche), lire_formulaire(refus) | ENREGISTRER | {rubrique.nom: choix})

    assert fiche.objectifs.get().texte == retenu


def test_un_troisieme_enregistrement_annule_le_choix(clients, fiche):
    martin, petit = clients
    vue = ouvrir(martin, fiche)
    envoyer(petit, fiche, ouvrir(petit, fiche), **{"objectifs-0-texte": "De Petit"})
    refus = envoyer(martin, fiche, vue, **{"objectifs-0-texte": "De Martin"})
    (rubrique,) = refus.context["fusion"].a_choisir
    envoyer(petit, fiche, ouvrir(petit, fiche), **{"objectifs-0-texte": "Encore un autre"})

    suite = lire_formulaire(refus) | ENREGISTRER | {rubrique.nom: "mienne"}
    encore = martin.post(adresse(fiche), suite)

    assert encore.context["fusion"].a_choisir[0].leur == "1. Encore un autre"
    assert fiche.objectifs.get().texte == "Encore un autre"


def test_ce_que_personne_n_a_touche_n_est_pas_annonce(clients):
    """Une date proposée, des communes cochées dans un autre ordre : rien n'y a été changé."""
    creer_rapport(annee=2020, date_observation=date(2020, 11, 30))
    fiche = creer_fiche(annee=2020, etat="a_remplir")
    piste = creer_piste(fiche=fiche, texte="Une action")
    quelques = creer_concernees(piste=piste)
    quelques.collectivites.set([creer_commune(nom=nom) for nom in ["Talant", "Ahuy", "Longvic"]])
    creer_concernees(piste=piste, annee=2021, toutes_les_communes=True)
    martin, petit = clients
    vue = ouvrir(martin, fiche)
    envoyer(petit, fiche, ouvrir(petit, fiche), **{"fiche-a_etudier": "De Petit"})

    fusion = envoyer(martin, fiche, vue, **{"fiche-faits_marquants": "De Martin"}).context["fusion"]

    assert fusion.gardees == ("Faits marquants",)


def test_rien_n_est_annonce_si_les_deux_ont_ecrit_la_meme_chose(clients, fiche):
    martin, petit = clients
    vue = ouvrir(martin, fiche)
    envoyer(petit, fiche, ouvrir(petit, fiche), **{"fiche-a_etudier": "Pareil"})

    assert envoyer(martin, fiche, vue, **{"fiche-a_etudier": "Pareil"}).status_code == 302
