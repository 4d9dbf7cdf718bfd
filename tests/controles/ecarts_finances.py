"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from datetime import date, timedelta
from decimal import Decimal

from gouvernance.models import Instance
from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_commune,
    creer_evaluation,
    creer_participation,
    creer_service,
    creer_total_vote,
    numero,
)
from tests.fabriques_gouvernance import creer_instance, creer_seance


def jour_d_evaluation() -> date:
    """Distinct, et toujours de 2019."""
    return date(2019, 1, 1) + timedelta(days=numero() % 360)


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


def exercices(*bornes: tuple[int, int | None]):
    """Deux exercices votés, puis ceux que paie une commune."""
    evaluation = creer_evaluation(date=jour_d_evaluation())
    for debut, fin in [(2019, 2019), (2020, None)]:
        creer_total_vote(evaluation=evaluation, exercice_debut=debut, exercice_fin=fin)
    commune = creer_commune()
    for debut, fin in bornes:
        creer_participation(
            evaluation=evaluation, payeur=commune, exercice_debut=debut, exercice_fin=fin
        )


def totaux(*bornes: tuple[int, int | None]):
    evaluation = creer_evaluation(date=jour_d_evaluation())
    for debut, fin in bornes:
        creer_total_vote(evaluation=evaluation, exercice_debut=debut, exercice_fin=fin)


def seance_de_la_clect(jour: date):
    evaluation = creer_evaluation(date=jour_d_evaluation())
    clect = Instance.objects.filter(nature="clect").first() or creer_instance(nature="clect")
    creer_seance(instance=clect, jour=jour or evaluation.date)


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
    "exercices-payes": (
        lambda: exercices((2019, 2019)),
        lambda: exercices((2019, 2019), (2020, None)),
    ),
    "exercices-votes": (
        lambda: [totaux((2019, 2019), (2021, None)), totaux((2021, None))],
        lambda: [totaux((2019, 2019), (2020, None)), totaux((2020, None))],
    ),
    "evaluations-et-seances": (
        lambda: seance_de_la_clect(date(2018, 1, 1) + timedelta(days=numero())),
        lambda: seance_de_la_clect(None),
    ),
    "attributions": (lambda: attribution(601), lambda: attribution(600)),
}
