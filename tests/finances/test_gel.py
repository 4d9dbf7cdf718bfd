"""Ce qui a été voté ne change ni ne disparaît, par aucune porte (SQLite et PostgreSQL)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from finances.models import EvaluationCLECT, Participation, TotalVote
from tests.epreuves import presque
from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_evaluation,
    creer_participation,
    creer_total_vote,
)

pytestmark = pytest.mark.django_db

Etat = EvaluationCLECT.Etat
figees = pytest.mark.parametrize("etat", EvaluationCLECT.FIGES)


def service_ou_le_payeur_adhere():
    return creer_adhesion(collectivite=Participation.objects.get().payeur).service


CHANGEMENTS = {
    "montant": lambda: Decimal(501),
    "montant_calcule": lambda: Decimal(500),
    "deja_valorise": lambda: Decimal(1),
    "exercice_debut": lambda: 2021,
    "mois": lambda: 6,
    "mode": lambda: "refacturation",
    "payeur": creer_commune,
    "service": service_ou_le_payeur_adhere,
    "evaluation": creer_evaluation,
}


def votee(etat=Etat.ADOPTEE):
    return creer_participation(evaluation=creer_evaluation(etat=etat))


@pytest.fixture
def refuse():
    """La base refuse, et rien n'a changé."""

    def verifier(operation, ligne):
        with pytest.raises(DatabaseError, match="figee"), transaction.atomic():
            operation()
        apres = type(ligne).objects.get(pk=ligne.pk)
        for champ in ligne._meta.concrete_fields:
            assert getattr(apres, champ.attname) == getattr(ligne, champ.attname)

    return verifier


@figees
@pytest.mark.parametrize("champ", CHANGEMENTS)
def test_aucun_champ_vote_ne_change(champ, etat, refuse):
    ligne = votee(etat)
    valeur = CHANGEMENTS[champ]()
    changee = presque(Participation.objects.get(), **{champ: valeur})

    with pytest.raises(ValidationError, match="ne change plus"):
        changee.clean()
    refuse(changee.save, ligne)
    refuse(lambda: Participation.objects.update(**{champ: valeur}), ligne)
    refuse(lambda: Participation.objects.bulk_update([changee], [champ]), ligne)


@figees
def test_une_participation_votee_ne_se_supprime_pas(etat, refuse):
    ligne = votee(etat)

    refuse(Participation.objects.get().delete, ligne)
    refuse(Participation.objects.all().delete, ligne)


def test_un_total_vote_ne_change_ni_ne_disparait(refuse):
    total = creer_total_vote(evaluation=creer_evaluation(etat=Etat.ADOPTEE))
    change = presque(TotalVote.objects.get(), montant=Decimal(1))

    with pytest.raises(ValidationError, match="ne change plus"):
        change.clean()
    refuse(change.save, total)
    refuse(TotalVote.objects.get().delete, total)
    refuse(EvaluationCLECT.objects.all().delete, total)


def test_un_vote_ne_se_defait_pas(refuse):
    evaluation = creer_evaluation(etat=Etat.ADOPTEE)
    reprise = presque(EvaluationCLECT.objects.get(), etat=Etat.EN_TRAVAUX)

    with pytest.raises(ValidationError, match="le vote reste acquis"):
        reprise.clean()
    refuse(reprise.save, evaluation)
    refuse(lambda: EvaluationCLECT.objects.update(etat=Etat.PROPOSEE), evaluation)
    refuse(EvaluationCLECT.objects.all().delete, evaluation)


@pytest.mark.parametrize(
    ("champ", "valeur"), [("arrondi", "plus_fort_reste"), ("prorata", "jours")]
)
def test_la_methode_du_vote_ne_change_plus(champ, valeur):
    evaluation = creer_evaluation(etat=Etat.ADOPTEE)

    with pytest.raises(ValidationError, match="sa méthode ne change plus"):
        presque(evaluation, **{champ: valeur}).clean()


def test_ce_qui_n_est_pas_vote_reste_libre():
    ligne = votee()
    presque(ligne, explication="Corrigée.", exercice_fin=2024).full_clean()
    ligne.save()
    proposee = creer_participation(evaluation=creer_evaluation(etat=Etat.PROPOSEE))
    presque(proposee, montant=Decimal(1)).full_clean()
    proposee.save()

    proposee.delete()

    assert Participation.objects.get().exercice_fin == 2024
