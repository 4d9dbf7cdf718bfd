import django_filters

from gouvernance.filters import DateFilter, MotsFilter
from gouvernance.models import Document

PORTEURS = [
    ("seance", "une séance"),
    ("deliberation", "une délibération"),
    ("consultation", "une consultation"),
]


class DocumentFilterSet(django_filters.FilterSet):
    titre = MotsFilter(["titre"], label="Titre")
    joint_a = django_filters.ChoiceFilter(
        label="Joint à", choices=PORTEURS, empty_label="Tout", method="filtrer_porteur"
    )
    du = DateFilter("date", "gte", label="Du")
    au = DateFilter("date", "lte", label="Au")

    class Meta:
        model = Document
        fields = ["titre", "joint_a", "du", "au"]

    def filtrer_porteur(self, queryset, nom, porteur):
        return queryset.filter(**{f"{porteur}__isnull": False})
