"""Règles entre tables : dites par le formulaire, et tenues par la base quand il est contourné."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from finances.models import CoutService, EvaluationCLECT, Participation
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_evaluation_en_travaux,
    creer_participation_proposee,
    creer_service,
    creer_total_propose,
    creer_valeur,
    metropole,
)

pytestmark = pytest.mark.django_db


def refuser(regle, ecriture):
    with pytest.raises(IntegrityError, match=regle), transaction.atomic():
        ecriture()


def participation(**champs):
    valeurs = {
        "evaluation": creer_evaluation_en_travaux(),
        "payeur": champs.get("payeur") or creer_commune(),
        "exercice_debut": 2020,
        "montant": Decimal(500),
    }
    return Participation(**valeurs | champs)


def test_un_ccas_ne_paie_pas():
    fautive = participation(payeur=creer_ccas())

    with pytest.raises(ValidationError, match="commune, pour elle et son CCAS"):
        fautive.full_clean()
    refuser("finances_participation_payeur", fautive.save)


def test_un_payeur_ne_devient_pas_un_ccas():
    bonne = creer_participation_proposee()

    ccas = creer_ccas()

    refuser(
        "finances_participation_payeur",
        lambda: Participation.objects.filter(pk=bonne.pk).update(payeur=ccas),
    )


def test_une_commune_ne_paie_pas_un_service_ou_elle_n_adhere_pas():
    fautive = participation(service=creer_service(nom="Assurances"))

    with pytest.raises(ValidationError, match="n’adhère pas au service « Assurances »"):
        fautive.full_clean()
    refuser("finances_participation_adhesion", fautive.save)


@pytest.mark.parametrize(
    ("debut", "fin", "admise"),
    [
        (date(2020, 12, 31), None, True),
        (date(2021, 1, 1), None, False),
        (date(2015, 1, 1), date(2020, 1, 1), True),
        (date(2015, 1, 1), date(2019, 12, 31), False),
    ],
)
def test_l_adhesion_touche_l_exercice(debut, fin, admise):
    adhesion = creer_adhesion(date_debut=debut, date_fin=fin)
    payee = participation(payeur=adhesion.collectivite, service=adhesion.service, exercice_fin=2020)

    if admise:
        payee.save()
        assert payee.pk
    else:
        refuser("finances_participation_adhesion", payee.save)


def test_l_adhesion_du_ccas_suffit_et_la_metropole_n_adhere_pas():
    ccas = creer_ccas()
    service = creer_adhesion(collectivite=ccas).service

    participation(payeur=ccas.commune, service=service).save()
    participation(payeur=metropole(), service=service).save()

    assert Participation.objects.filter(service=service).count() == 2


def test_un_cout_ne_precede_pas_la_seance():
    evaluation = creer_evaluation_en_travaux()
    fautif = CoutService(
        evaluation=evaluation,
        service=creer_service(),
        exercice=evaluation.date.year - 1,
        nature="personnel",
        montant=Decimal(1000),
    )

    with pytest.raises(ValidationError, match="précède la séance"):
        fautif.full_clean()
    refuser("finances_coutservice_seance", fautif.save)


@pytest.mark.parametrize(("pourcentage", "admise"), [("40", True), ("39.99", False)])
def test_des_pourcentages_qui_ne_font_pas_cent_ne_se_proposent_pas(pourcentage, admise):
    evaluation = creer_evaluation_en_travaux()
    adhesion = creer_adhesion()
    creer_cout(evaluation=evaluation, service=adhesion.service, exercice=evaluation.date.year)
    cle = creer_cle(
        service=adhesion.service,
        nature="pourcentages",
        millesime=None,
        type_population="",
        motif_gratuite="",
        date_debut=date(2015, 1, 1),
    )
    creer_valeur(cle=cle, collectivite=adhesion.collectivite, valeur=Decimal(60))
    creer_valeur(cle=cle, collectivite=metropole(), valeur=Decimal(pourcentage))
    proposer = EvaluationCLECT.objects.filter(pk=evaluation.pk)

    if admise:
        assert proposer.update(etat="proposee") == 1
    else:
        refuser("finances_evaluationclect_pourcentages", lambda: proposer.update(etat="proposee"))


@pytest.mark.parametrize(
    ("total", "explication", "admise"),
    [(1000, "", True), (1001, "", False), (1001, "Arrondis.", True)],
)
def test_des_parts_qui_ne_font_pas_le_total_ne_s_adoptent_pas(total, explication, admise):
    evaluation = creer_evaluation_en_travaux(etat="proposee")
    for _ in range(2):
        creer_participation_proposee(evaluation=evaluation, montant=Decimal(500))
    creer_total_propose(
        evaluation=evaluation, montant=Decimal(total), explication_ecart=explication
    )
    adopter = EvaluationCLECT.objects.filter(pk=evaluation.pk)

    if admise:
        assert adopter.update(etat="adoptee") == 1
    else:
        refuser("finances_evaluationclect_parts", lambda: adopter.update(etat="adoptee"))
