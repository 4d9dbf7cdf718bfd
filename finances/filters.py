import django_filters
from django.db.models import Max, Min
from django.utils import timezone

from finances.models import (
    AttributionCompensation,
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Participation,
    Regularisation,
    Scenario,
    TotalVote,
    TrancheForfait,
    ValeurCle,
)
from gouvernance.filters import ChoixFilter, JourFilter, communes_visibles
from gouvernance.models import Collectivite
from services_communs.filters import annee_filter, domaine_filter, service_filter


def payeurs_visibles(request):
    """Payeurs que la personne peut lire."""
    payeurs = Collectivite.objects.visibles_par(request.user)
    return payeurs.filter(participations__isnull=False).distinct()


def exercice_filter(modele):
    """Du premier exercice voté à l'année en cours : un vote vaut pour « 2020 et suivants »."""

    def exercices():
        bornes = modele.objects.aggregate(Min("exercice_debut"), Max("exercice_debut"))
        premier, dernier = bornes.values()
        if premier is None:
            return []
        annees = range(max(dernier, timezone.localdate().year), premier - 1, -1)
        return [(annee, str(annee)) for annee in annees]

    return django_filters.ChoiceFilter(
        label="Exercice", choices=exercices, empty_label="Tous", method="filtrer_exercice"
    )


def evaluations_visibles(request):
    return EvaluationCLECT.objects.visibles_par(request.user)


def evaluation_filter():
    return ChoixFilter(label="Évaluation", queryset=evaluations_visibles, empty_label="Toutes")


def cle_filter():
    cles = CleRepartition.objects.select_related("service")
    return ChoixFilter(label="Clé", queryset=cles, empty_label="Toutes")


class ParticipationFilterSet(django_filters.FilterSet):
    payeur = ChoixFilter(label="Payeur", queryset=payeurs_visibles, empty_label="Tous")
    nature = django_filters.ChoiceFilter(
        label="Nature du payeur",
        field_name="payeur__nature",
        choices=[("commune", "commune"), ("metropole", "métropole")],
        empty_label="Toutes",
    )
    exercice = exercice_filter(Participation)
    mode = django_filters.ChoiceFilter(
        label="Mode", choices=Participation.Mode.choices, empty_label="Tous"
    )
    service = service_filter()
    evaluation = evaluation_filter()
    premier_exercice = annee_filter(
        Participation, "exercice_debut", label="À partir de l’exercice", empty_label="Tous"
    )
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[("applicable", "en vigueur"), ("attente", "en attente")],
        empty_label="Tous",
        method="filtrer_etat",
    )
    au = JourFilter(label="Exercice en cours le", method="filtrer_jour")

    class Meta:
        model = Participation
        fields = [
            "payeur",
            "nature",
            "exercice",
            "mode",
            "service",
            "evaluation",
            "premier_exercice",
            "etat",
            "au",
        ]

    def filtrer_exercice(self, queryset, nom, annee):
        return queryset.pour_exercice(int(annee))

    def filtrer_etat(self, queryset, nom, etat):
        applicables = queryset.applicables()
        if etat == "applicable":
            return applicables
        return queryset.exclude(pk__in=applicables.values("pk"))

    def filtrer_jour(self, queryset, nom, jour):
        return queryset.pour_exercice(jour.year)


class EvaluationFilterSet(django_filters.FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État", choices=EvaluationCLECT.Etat.choices, empty_label="Tous"
    )

    class Meta:
        model = EvaluationCLECT
        fields = ["etat"]


class CleRepartitionFilterSet(django_filters.FilterSet):
    service = service_filter()
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=CleRepartition.Nature.choices, empty_label="Toutes"
    )
    au = JourFilter(label="En vigueur le")

    class Meta:
        model = CleRepartition
        fields = ["service", "nature", "au"]


class ValeurCleFilterSet(django_filters.FilterSet):
    cle = cle_filter()
    service = service_filter(field_name="cle__service")
    au = JourFilter(label="En vigueur le", method="en_vigueur_le")

    class Meta:
        model = ValeurCle
        fields = ["cle", "service", "au"]

    def en_vigueur_le(self, queryset, nom, jour):
        return queryset.filter(cle__in=CleRepartition.objects.en_cours_le(jour))


class TrancheForfaitFilterSet(ValeurCleFilterSet):
    class Meta:
        model = TrancheForfait
        fields = ["cle", "service", "au"]


class CoutServiceFilterSet(django_filters.FilterSet):
    evaluation = evaluation_filter()
    exercice = annee_filter(CoutService, "exercice", label="Exercice", empty_label="Tous")
    domaine = domaine_filter(field_name="service__domaine")
    service = service_filter()
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=CoutService.Nature.choices, empty_label="Toutes"
    )

    class Meta:
        model = CoutService
        fields = ["evaluation", "exercice", "domaine", "service", "nature"]


class TotalVoteFilterSet(django_filters.FilterSet):
    evaluation = evaluation_filter()
    exercice = exercice_filter(TotalVote)
    au = JourFilter(label="Exercice en cours le", method="filtrer_jour")

    class Meta:
        model = TotalVote
        fields = ["evaluation", "exercice", "au"]

    def filtrer_exercice(self, queryset, nom, annee):
        return queryset.pour_exercice(int(annee))

    def filtrer_jour(self, queryset, nom, jour):
        return queryset.pour_exercice(jour.year)


class AttributionFilterSet(django_filters.FilterSet):
    commune = ChoixFilter(queryset=communes_visibles, empty_label="Toutes")
    exercice = annee_filter(
        AttributionCompensation, "exercice", label="Exercice", empty_label="Tous"
    )
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=AttributionCompensation.Nature.choices, empty_label="Toutes"
    )

    class Meta:
        model = AttributionCompensation
        fields = ["commune", "exercice", "nature"]


class RegularisationFilterSet(django_filters.FilterSet):
    payeur = ChoixFilter(
        label="Payeur",
        field_name="participation__payeur",
        queryset=payeurs_visibles,
        empty_label="Tous",
    )
    exercice = annee_filter(Regularisation, "exercice", label="Exercice", empty_label="Tous")

    class Meta:
        model = Regularisation
        fields = ["payeur", "exercice"]


class ScenarioFilterSet(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom", lookup_expr="icontains")

    class Meta:
        model = Scenario
        fields = ["nom"]
