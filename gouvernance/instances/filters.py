import django_filters

from gouvernance.filters import JourFilter
from gouvernance.francais import cle_de_tri
from gouvernance.models import Instance


class InstanceFilterSet(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom", method="filtrer_nom")
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=Instance.Nature.choices, empty_label="Toutes"
    )
    au = JourFilter(label="Composition au", method="composer_au")

    class Meta:
        model = Instance
        fields = ["nom", "nature", "au"]

    def filtrer_nom(self, queryset, nom, texte):
        cherche = cle_de_tri(texte)
        noms = queryset.values_list("pk", "nom")
        return queryset.filter(pk__in=[cle for cle, nom in noms if cherche in cle_de_tri(nom)])

    def composer_au(self, queryset, nom, jour):
        """Instances de ce jour-là, avec leur composition et leurs séances de part et d'autre."""
        return queryset.en_cours_le(jour).avec_composition(jour).avec_seances(jour)
