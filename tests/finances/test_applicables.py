from datetime import date

import pytest
from django.utils import timezone

from finances.attributions import lire_exercices
from finances.models import Participation, TotalVote
from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_deliberation,
    creer_evaluation,
    creer_participation,
    creer_total_vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service_et_commune():
    adhesion = creer_adhesion(collectivite=creer_commune())
    return {"service": adhesion.service, "payeur": adhesion.collectivite}


def montants_de(exercice: int) -> list[int]:
    applicables = Participation.objects.applicables().pour_exercice(exercice)
    return [int(participation.montant) for participation in applicables]


@pytest.mark.parametrize("etat", ["en_travaux", "proposee", "adoptee", "approuvee"])
def test_l_ancien_montant_vaut_jusqu_a_l_entree_en_vigueur_du_nouveau(etat, service_et_commune):
    creer_participation(montant=500, exercice_debut=2020, **service_et_commune)
    nouvelle = creer_evaluation(date=date(2021, 4, 1), etat=etat)
    creer_participation(montant=600, exercice_debut=2021, evaluation=nouvelle, **service_et_commune)

    assert montants_de(2021) == [500]


def test_le_nouveau_montant_prend_la_suite(service_et_commune):
    creer_participation(montant=500, exercice_debut=2020, **service_et_commune)
    nouvelle = creer_evaluation(date=date(2021, 4, 1), etat="approuvee")
    creer_participation(montant=600, exercice_debut=2021, evaluation=nouvelle, **service_et_commune)

    nouvelle.mettre_en_vigueur()

    assert (montants_de(2020), montants_de(2021)) == ([500], [600])


def test_une_facture_sans_evaluation_s_applique():
    creer_participation(
        evaluation=None,
        deliberation=creer_deliberation(),
        mode="refacturation",
        montant=1000,
        objet="Facture",
    )

    assert montants_de(2020) == [1000]


@pytest.mark.parametrize(("etat", "nombre"), [("approuvee", 0), ("en_vigueur", 1)])
def test_un_total_s_applique_avec_son_evaluation(etat, nombre):
    creer_total_vote(evaluation=creer_evaluation(etat=etat))

    assert TotalVote.objects.applicables().count() == nombre


def test_les_exercices_vont_du_premier_vote_a_cette_annee():
    creer_participation(exercice_debut=2019)

    exercices = lire_exercices()

    assert (exercices[0], exercices[-1]) == (2019, timezone.localdate().year)
