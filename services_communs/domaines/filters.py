import django_filters

from gouvernance.filters import JourFilter, MotsFilter
from services_communs.models import Domaine


class DomaineFilterSet(django_filters.FilterSet):
    titre = MotsFilter(["titre"], label="Domaine")
    au = JourFilter(label="État au", method="montrer_le")

    class Meta:
        model = Domaine
        fields = ["titre", "au"]

    def montrer_le(self, queryset, nom, jour):
        """Services ouverts ce jour-là, derniers effectifs connus ce jour-là."""
        return queryset.avec_nombres_le(jour)
