import django_filters

from gouvernance.filters import ChoixFilter, JourFilter, MotsFilter
from services_communs.filters import conventions_visibles, service_filter
from services_communs.models import Avenant, Convention


class ConventionFilterSet(django_filters.FilterSet):
    objet = MotsFilter(["objet"], label="Objet")
    services = service_filter()
    au = JourFilter(label="En vigueur le")

    class Meta:
        model = Convention
        fields = ["objet", "services", "au"]


class AvenantFilterSet(django_filters.FilterSet):
    convention = ChoixFilter(queryset=conventions_visibles, empty_label="Toutes")
    au = JourFilter(label="Ont pris effet le", method="en_vigueur_le")

    class Meta:
        model = Avenant
        fields = ["convention", "au"]

    def en_vigueur_le(self, queryset, nom, jour):
        return queryset.en_vigueur_le(jour)
