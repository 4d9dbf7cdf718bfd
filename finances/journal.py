"""Les faits des finances : évaluations de la CLECT, attributions notifiées, régularisations."""

from django.db.models import F, Q
from django.urls import reverse

from finances.models import AttributionCompensation, EvaluationCLECT, Regularisation
from finances.querysets import ETATS_PROVISOIRES
from gouvernance.francais import euros, insecables
from gouvernance.journal.faits import Recit, Sorte


def raconter_l_evaluation(lignes: list[EvaluationCLECT]) -> Recit:
    """« La CLECT a évalué les charges : adhésions de 2019, à l'unanimité. »."""
    [evaluation] = lignes
    vote = f", {evaluation.resultat}" if evaluation.resultat else ""
    phrase = f"La CLECT a évalué les charges : {evaluation.objet}{vote}."
    return Recit(insecables(phrase), evaluation.get_absolute_url())


def raconter_la_notification(lignes: list[AttributionCompensation]) -> Recit:
    [attribution] = lignes
    montant = "" if attribution.montant_vote is None else f" : {euros(attribution.montant_vote)}"
    phrase = (
        f"L’attribution de compensation {attribution.get_nature_display()} "
        f"{attribution.exercice} {attribution.commune.de} a été notifiée{montant}."
    )
    return Recit(insecables(phrase), attribution.get_absolute_url())


def raconter_la_regularisation(lignes: list[Regularisation]) -> Recit:
    [regularisation] = lignes
    participation = regularisation.participation
    phrase = (
        f"La participation {participation.payeur.de} a été régularisée pour "
        f"{regularisation.exercice} : {euros(regularisation.solde, 2, signe=True)}."
    )
    return Recit(insecables(phrase), reverse("participation_detail", args=[participation.pk]))


SORTES = (
    Sorte(
        "evaluation",
        "Évaluations de la CLECT",
        F("date"),
        lambda utilisateur: EvaluationCLECT.objects.visibles_par(utilisateur).exclude(
            etat__in=ETATS_PROVISOIRES
        ),
        lambda lignes, commune: lignes.filter(
            Q(participations__payeur=commune) | Q(participations__payeur__commune=commune)
        ).distinct(),
        raconter_l_evaluation,
    ),
    Sorte(
        "attribution",
        "Attributions notifiées",
        F("date_notification"),
        lambda utilisateur: AttributionCompensation.objects.visibles_par(
            utilisateur
        ).select_related("commune"),
        lambda lignes, commune: lignes.filter(commune=commune),
        raconter_la_notification,
    ),
    Sorte(
        "regularisation",
        "Régularisations",
        F("date"),
        lambda utilisateur: Regularisation.objects.visibles_par(utilisateur).select_related(
            "participation__payeur"
        ),
        lambda lignes, commune: lignes.filter(
            Q(participation__payeur=commune) | Q(participation__payeur__commune=commune)
        ),
        raconter_la_regularisation,
    ),
)
