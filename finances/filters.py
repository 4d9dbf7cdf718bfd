import django_filters

from finances.models import Participation
from gouvernance.models import Collectivite


def payeurs_visibles(request):
    """Payeurs que la personne peut lire."""
    payeurs = Collectivite.objects.visibles_par(request.user)
    return payeurs.filter(participations__isnull=False).distinct()


def exercices_votes():
    annees = Participation.objects.order_by("-exercice_debut").values_list("exercice_debut")
    return [(annee, str(annee)) for (annee,) in annees.distinct()]


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
