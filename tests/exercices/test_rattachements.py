"""Chaque objet suivi dit de quel exercice il est, ou pourquoi il n'est d'aucun."""

from datetime import date

import pytest
from django.apps import apps
from django.db.models import NOT_PROVIDED

from gouvernance.exercices import HorsExercice, exercice_de
from gouvernance.historique.suivi import est_suivi, est_un_historique
from services_communs.models import Adhesion, Effectif, Fiche, Objectif
from tests.fabriques import creer_agent, creer_concernees, creer_domaine, creer_fiche, creer_mesure

SUIVIS = [m for m in apps.get_models() if est_suivi(m) and not est_un_historique(m)]
RATTACHES = [m for m in SUIVIS if not isinstance(m.rattachement, HorsExercice)]


def champ_au_bout(modele, chemin):
    *relations, nom = chemin.split("__")
    for relation in relations:
        modele = modele._meta.get_field(relation).related_model
    return modele._meta.get_field(nom)


@pytest.mark.parametrize("modele", SUIVIS, ids=lambda modele: modele.__name__)
def test_chaque_modele_suivi_a_un_exercice_ou_une_raison_de_ne_pas_en_avoir(modele):
    rattachement = modele.rattachement
    if isinstance(rattachement, HorsExercice):
        assert rattachement.raison.endswith(".")
        return

    bout = champ_au_bout(modele, rattachement.chemin)
    assert bout.get_internal_type() in {"DateField", "PositiveSmallIntegerField"}
    for nom in rattachement.libres:
        assert modele._meta.get_field(nom)


@pytest.mark.parametrize("modele", RATTACHES, ids=lambda modele: modele.__name__)
def test_un_champ_qui_peut_manquer_a_une_regle(modele):
    """Sans date, une ligne est d'aucun exercice, sauf si elle vaut depuis toujours."""
    objet = modele()
    bout = champ_au_bout(modele, modele.rattachement.chemin)

    assert bout.default is NOT_PROVIDED
    attendu = 2020 if getattr(modele.rattachement, "depuis_toujours", False) else None
    assert modele.rattachement.verrou(objet, {2020}) == attendu


def test_l_exercice_se_lit_sur_l_objet():
    assert exercice_de(Fiche(annee=2020)) == 2020
    assert exercice_de(Effectif(date=date(2019, 12, 31))) == 2019
    assert exercice_de(Adhesion(date_debut=date(2017, 5, 1))) == 2017
    assert exercice_de(Objectif()) is None


@pytest.mark.django_db
def test_l_exercice_se_lit_par_les_relations():
    fiche = creer_fiche(annee=2018)

    assert exercice_de(Objectif(fiche=fiche)) == 2018
    assert exercice_de(creer_concernees()) == creer_concernees().piste.fiche.annee
    assert exercice_de(creer_mesure(annee=2020)) == 2020
    assert exercice_de(creer_domaine()) is None
    assert exercice_de(creer_agent()) is None
