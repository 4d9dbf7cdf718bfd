import django_filters
from django import forms

from gouvernance.filters import ChoixFilter, DateFilter, JourFilter, MotsFilter
from gouvernance.models import Collectivite, Population


def millesimes() -> list[tuple[int, str]]:
    connus = Population.objects.order_by("-millesime").values_list("millesime", flat=True)
    return [(millesime, str(millesime)) for millesime in connus.distinct()]


class CollectiviteFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["nom", "graphies__texte"], label="Nom ou graphie", distinct=True)
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=Collectivite.Nature.choices, empty_label="Toutes"
    )
    au = JourFilter(label="Existant le")

    class Meta:
        model = Collectivite
        fields = ["nom", "nature", "au"]


class PopulationFilterSet(django_filters.FilterSet):
    commune = ChoixFilter(
        label="Commune",
        field_name="collectivite",
        queryset=Collectivite.objects.filter(populations__isnull=False).distinct(),
        empty_label="Toutes",
    )
    millesime = django_filters.ChoiceFilter(
        label="Recensement", choices=millesimes, empty_label="Tous"
    )
    au = JourFilter(label="En vigueur le")
    membre_le = DateFilter(
        label="Commune membre le", method="garder_les_membres", widget=forms.HiddenInput
    )

    class Meta:
        model = Population
        fields = ["commune", "millesime", "au", "membre_le"]

    def garder_les_membres(self, queryset, nom, jour):
        return queryset.filter(collectivite__in=Collectivite.objects.membres_le(jour))
