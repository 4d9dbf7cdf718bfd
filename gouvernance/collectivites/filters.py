import django_filters

from gouvernance.filters import JourFilter
from gouvernance.francais import cle_de_tri
from gouvernance.models import Collectivite, Population


def millesimes() -> list[tuple[int, str]]:
    connus = Population.objects.order_by("-millesime").values_list("millesime", flat=True)
    return [(millesime, str(millesime)) for millesime in connus.distinct()]


class CollectiviteFilterSet(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom", method="filtrer_nom")
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=Collectivite.Nature.choices, empty_label="Toutes"
    )
    au = JourFilter(label="Existant le")

    class Meta:
        model = Collectivite
        fields = ["nom", "nature", "au"]

    def filtrer_nom(self, queryset, nom, texte):
        return queryset.filter(nom_de_tri__contains=cle_de_tri(texte))


class PopulationFilterSet(django_filters.FilterSet):
    commune = django_filters.ModelChoiceFilter(
        label="Commune",
        field_name="collectivite",
        queryset=Collectivite.objects.filter(populations__isnull=False).distinct(),
        empty_label="Toutes",
    )
    millesime = django_filters.ChoiceFilter(
        label="Recensement", choices=millesimes, empty_label="Tous"
    )
    au = JourFilter(label="En vigueur le")

    class Meta:
        model = Population
        fields = ["commune", "millesime", "au"]
