"""Attributions de compensation lues en base, en un nombre constant de requêtes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from finances.decomptes import Ajustement, Decompte, PageAttributions, Vote
from finances.models import AttributionCompensation, Participation
from finances.vigilance import (
    PointAttention,
    notification,
    plusieurs_exercices,
    rapport_quinquennal,
)
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, Deliberation
from gouvernance.querysets import CollectiviteQuerySet

Nature = AttributionCompensation.Nature
# Ceux que la base admet.
EXERCICES_PLAUSIBLES = range(1950, 2101)


def lire_exercices() -> tuple[int, ...]:
    """Du premier exercice voté à l'année en cours, ou au dernier saisi."""
    annee = timezone.localdate().year
    votes = Participation.objects.aggregate(Min("exercice_debut"), Max("exercice_debut"))
    saisis = AttributionCompensation.objects.aggregate(Min("exercice"), Max("exercice"))
    bornes = [*votes.values(), *saisis.values()]
    connus = [exercice for exercice in bornes if exercice is not None]
    return tuple(range(min([*connus, annee]), max([*connus, annee]) + 1))


def choisir_exercice(demande: str, exercices: tuple[int, ...]) -> tuple[int, str]:
    """L'exercice demandé, sinon l'année en cours ; et ce qui a été demandé en vain."""
    choisi = next((exercice for exercice in exercices if str(exercice) == demande), None)
    return (choisi, "") if choisi else (timezone.localdate().year, demande)


def construire_page(communes: CollectiviteQuerySet, demande: str) -> PageAttributions:
    exercices = lire_exercices()
    exercice, inconnu = choisir_exercice(demande, exercices)
    decomptes = lire_decomptes(concernees(communes, exercice), exercice)
    return PageAttributions(exercice, exercices, inconnu, decomptes)


def concernees(communes: CollectiviteQuerySet, exercice: int) -> CollectiviteQuerySet:
    """Communes membres à la fin de l'exercice, ou dont un montant est voté pour lui."""
    membres = Collectivite.objects.membres_le(date(exercice, 12, 31))
    imputees = Participation.objects.applicables().imputees().pour_exercice(exercice)
    attributions = AttributionCompensation.objects.filter(exercice=exercice)
    return communes.communes().filter(
        Q(pk__in=membres.values("pk"))
        | Q(pk__in=imputees.values("payeur"))
        | Q(pk__in=attributions.values("commune"))
    )


def au_code(communes: CollectiviteQuerySet, code_insee: str, exercice: int) -> CollectiviteQuerySet:
    """La commune de ce code, celle d'aujourd'hui ; aucune si l'exercice n'en est pas un."""
    if exercice not in EXERCICES_PLAUSIBLES:
        return communes.none()
    return communes.communes().filter(code_insee=code_insee, successeur=None)


def adresse_des_lignes(commune: Collectivite, exercice: int) -> str:
    """Participations déduites de l'attribution de la commune, dont le total est leur effet."""
    criteres = {"payeur": commune.pk, "exercice": exercice}
    criteres |= {"mode": Participation.Mode.IMPUTATION_AC, "etat": "applicable"}
    return reverse("participation_liste", query=criteres)


def lire_decomptes(communes: Iterable[Collectivite], exercice: int) -> tuple[Decompte, ...]:
    """Décomptes de ces communes, dans leur ordre, en un nombre constant de requêtes."""
    connues = {commune.pk: commune for commune in communes}
    lecture = _Lecture(connues, exercice)
    return tuple(lecture.decompte(commune) for commune in connues.values())


class _Lecture:
    def __init__(self, communes: dict[int, Collectivite], exercice: int):
        self.exercice = exercice
        self.aujourdhui = timezone.localdate()
        self.participations = defaultdict(list)
        imputees = Participation.objects.applicables().imputees().pour_exercice(exercice)
        siennes = imputees.filter(payeur__in=communes).select_related("evaluation", "deliberation")
        for part in siennes.order_by("objet", "pk"):
            part.payeur = communes[part.payeur_id]
            self.participations[part.payeur_id].append(part)
        saisies = AttributionCompensation.objects.filter(commune__in=communes, exercice=exercice)
        self.attributions = {
            (saisie.commune_id, saisie.nature): saisie
            for saisie in saisies.select_related("deliberation")
        }
        self.exercices_fixes = self._exercices_fixes()

    def _exercices_fixes(self) -> dict[int, set[int]]:
        """Par délibération, les exercices dont elle fixe des attributions."""
        deliberations = {a.deliberation_id for a in self.attributions.values()}
        fixes = AttributionCompensation.objects.filter(deliberation__in=deliberations)
        par_deliberation = defaultdict(set)
        for deliberation, exercice in fixes.order_by().values_list("deliberation", "exercice"):
            par_deliberation[deliberation].add(exercice)
        return par_deliberation

    def decompte(self, commune: Collectivite) -> Decompte:
        provisoire = self.attributions.get((commune.pk, Nature.PROVISOIRE))
        definitive = self.attributions.get((commune.pk, Nature.DEFINITIVE))
        bases = [a.base for a in (definitive, provisoire) if a and a.base is not None]
        participations = self.participations[commune.pk]
        return Decompte(
            code_insee=commune.code_insee,
            nom=commune.nom,
            de=commune.de,
            exercice=self.exercice,
            base=bases[0] if bases else None,
            ajustements=tuple(map(_ajustement, participations)),
            provisoire=_vote(provisoire),
            definitif=_vote(definitive),
            points=tuple(self._points(participations, provisoire, definitive)),
        )

    def _points(
        self,
        participations: list[Participation],
        provisoire: AttributionCompensation | None,
        definitive: AttributionCompensation | None,
    ) -> Iterable[PointAttention]:
        notifiee_le = provisoire.date_notification if provisoire else None
        for point in (
            notification(self.exercice, notifiee_le, self.aujourdhui),
            rapport_quinquennal(self.exercice, self.aujourdhui),
        ):
            if point:
                yield point
        decisions = {a.deliberation for a in (provisoire, definitive) if a and a.deliberation}
        for decision in sorted(decisions, key=lambda deliberation: deliberation.pk):
            fixes = self.exercices_fixes[decision.pk]
            if len(fixes) > 1:
                yield plusieurs_exercices(en_clair(decision), [str(an) for an in sorted(fixes)])
        durables = {
            (en_clair(part.deliberation), part.exercices)
            for part in participations
            if part.deliberation and part.exercice_fin != part.exercice_debut
        }
        for decision, exercices in sorted(durables):
            yield plusieurs_exercices(decision, [f"« {exercices} »"])


def _vote(attribution: AttributionCompensation | None) -> Vote | None:
    if attribution is None:
        return None
    return Vote(
        attribution.montant_vote,
        attribution.date_notification,
        en_clair(attribution.deliberation) if attribution.deliberation else "",
        attribution.consultation_id,
    )


def _ajustement(participation: Participation) -> Ajustement:
    evaluation = participation.evaluation
    source = f"CLECT du {date_en_lettres(evaluation.date)}"
    return Ajustement(
        objet=participation.objet,
        exercices=participation.exercices,
        montant=participation.montant,
        deja_valorise=participation.deja_valorise,
        effet=participation.ajustement,
        source=f"{source}, {evaluation.resultat}" if evaluation.resultat else source,
        explication=participation.explication,
        adresse=participation.get_absolute_url(),
    )


def en_clair(deliberation: Deliberation) -> str:
    """« conseil métropolitain, juin 2019 »."""
    jour = date_en_lettres(deliberation.date, deliberation.precision)
    return f"{deliberation.assemblee}, {jour}"
