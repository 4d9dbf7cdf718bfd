"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from datetime import date
from decimal import Decimal

from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_commune,
    creer_evaluation,
    creer_participation,
    creer_service,
    creer_total_vote,
)


def total_vote(montant: int):
    evaluation = creer_evaluation()
    creer_total_vote(evaluation=evaluation, montant=Decimal(montant))
    for part in [300, 200]:
        creer_participation(evaluation=evaluation, montant=Decimal(part))


def montant_partiel(montant: int):
    evaluation, commune = creer_evaluation(), creer_commune()
    annee_pleine = creer_participation(
        evaluation=evaluation, payeur=commune, montant=Decimal(12_000)
    )
    creer_participation(
        evaluation=evaluation,
        payeur=commune,
        montant=Decimal(montant),
        mois=8,
        exercice_debut=annee_pleine.exercice_debut - 1,
        exercice_fin=annee_pleine.exercice_debut - 1,
    )


def adhesion_en_cours_d_annee(mois: int):
    adhesion = creer_adhesion(date_debut=date(2020, 7, 1))
    creer_participation(payeur=adhesion.collectivite, service=adhesion.service, mois=mois)


def adherent(montant: int, est_gratuit: bool = False):
    adhesion = creer_adhesion(service=creer_service(est_gratuit=est_gratuit))
    creer_participation(payeur=adhesion.collectivite, montant=Decimal(montant))


def payeur(est_gratuit: bool):
    adhesion = creer_adhesion(service=creer_service(est_gratuit=est_gratuit))
    creer_participation(payeur=adhesion.collectivite)


def attribution(montant_vote: int):
    commune = creer_commune()
    creer_participation(payeur=commune, montant=Decimal(500), deja_valorise=Decimal(100))
    creer_attribution(commune=commune, base=Decimal(1000), montant_vote=Decimal(montant_vote))


ECARTS = {
    "parts-et-total": (lambda: total_vote(499), lambda: total_vote(500)),
    "prorata": (lambda: montant_partiel(7_999), lambda: montant_partiel(8_000)),
    "prorata-et-adhesion": (
        lambda: adhesion_en_cours_d_annee(7),
        lambda: adhesion_en_cours_d_annee(6),
    ),
    "adhesions-sans-participation": (lambda: adherent(0), lambda: adherent(1)),
    "participations-sans-adhesion": (
        lambda: payeur(est_gratuit=True),
        lambda: payeur(est_gratuit=False),
    ),
    "attributions": (lambda: attribution(601), lambda: attribution(600)),
}
