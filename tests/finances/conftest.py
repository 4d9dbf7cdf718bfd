from datetime import date
from decimal import Decimal

import pytest

from finances.models import EvaluationCLECT
from tests.fabriques import (
    creer_adhesion,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_evaluation,
    creer_participation,
    creer_service,
    creer_valeur,
    metropole,
)

Etat = EvaluationCLECT.Etat


@pytest.fixture
def service():
    return creer_service(gestionnaire=metropole(), nom="Affaires juridiques")


@pytest.fixture
def evaluation(service):
    """1 000 € en 2020 et 2021 ; Ahuy pèse 1, Talant 3 depuis le 1er juillet 2020."""
    evaluation = creer_evaluation(etat=Etat.EN_TRAVAUX)
    cle = creer_cle(service=service)
    for nom, valeur, debut in [("Ahuy", 1, date(2019, 1, 1)), ("Talant", 3, date(2020, 7, 1))]:
        commune = creer_commune(nom=nom)
        creer_adhesion(service=service, collectivite=commune, date_debut=debut)
        creer_valeur(cle=cle, collectivite=commune, valeur=Decimal(valeur))
    for exercice in [2020, 2021]:
        creer_cout(evaluation=evaluation, service=service, exercice=exercice)
    return evaluation


@pytest.fixture
def calcul(db):
    """1 200 € de personnel et 10 % de support, 3 postes sur 4, dès le 1er mai : 660 €."""
    service = creer_service(nom="Numérique", date_debut=date(2015, 1, 1))
    talant, ahuy = creer_commune(nom="Talant"), creer_commune(nom="Ahuy")
    cle = creer_cle(service=service)
    for commune, postes in [(talant, 3), (ahuy, 1)]:
        creer_adhesion(service=service, collectivite=commune, date_debut=date(2020, 5, 1))
        creer_valeur(cle=cle, collectivite=commune, valeur=Decimal(postes))
    evaluation = creer_evaluation(etat="en_travaux")
    creer_cout(evaluation=evaluation, service=service, montant=Decimal(1200))
    creer_cout(
        evaluation=evaluation, service=service, nature="support", montant=0, taux=Decimal(10)
    )
    return creer_participation(
        evaluation=evaluation,
        payeur=talant,
        montant=Decimal(650),
        montant_calcule=Decimal(660),
        motif_ecart="Geste de la commission.",
    )
