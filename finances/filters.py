import django_filters
from django.db.models import Max, Min
from django.utils import timezone

from finances.models import CleRepartition, EvaluationCLECT, Participation, Scenario
from gouvernance.filters import JourFilter
from gouvernance.models import Collectivite
from services_communs.models import ServiceCommun


def payeurs_visibles(request):
    """Payeurs que la personne peut lire."""
    payeurs = Collectivite.objects.visibles_par(request.user)
    return payeurs.filter(participations__isnull=False).distinct()


def exercices_votes():
    """Du premier exercice voté à l'année en cours : un vote vaut pour « 2020 et suivants »."""
    bornes = Participation.objects.aggregate(Min("exercice_debut"), Max("exercice_debut"))
    premier, dernier = bornes.values()
    if premier is None:
        return []
    annees = range(max(dernier, timezone.localdate().year), premier - 1, -1)
    return [(annee, str(annee)) for annee in annees]


class ParticipationFilterSet(django_filters.FilterSet):
    payeur = django_filters.ModelChoiceFilter(
        label="Payeur", queryset=payeurs_visibles, empty_label="Tous"
    )
    exercice = django_filters.ChoiceFilter(
        label="Exercice", choices=exercices_votes, empty_label="Tous", method="filtrer_exercice"
    )
    mode = django_filters.ChoiceFilter(
        label="Mode", choices=Participation.Mode.choices, empty_label="Tous"
    )

    class Meta:
        model = Participation
        fields = ["payeur", "exercice", "mode"]

    def filtrer_exercice(self, queryset, nom, annee):
        return queryset.pour_exercice(int(annee))


class EvaluationFilterSet(django_filters.FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État", choices=EvaluationCLECT.Etat.choices, empty_label="Tous"
    )

    class Meta:
        model = EvaluationCLECT
        fields = ["etat"]


class CleRepartitionFilterSet(django_filters.FilterSet):
    service = django_filters.ModelChoiceFilter(
        label="Service", queryset=ServiceCommun.objects.all(), empty_label="Tous"
    )
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=CleRepartition.Nature.choices, empty_label="Toutes"
    )
    au = JourFilter(label="En vigueur le")

    class Meta:
        model = CleRepartition
        fields = ["service", "nature", "au"]


class ScenarioFilterSet(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom", lookup_expr="icontains")

    class Meta:
        model = Scenario
        fields = ["nom"]
