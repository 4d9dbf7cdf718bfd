from collections.abc import Iterator

import django_filters
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from gouvernance.etat_au import JourField
from gouvernance.mise_a_plat import contient_les_mots, mots_a_plat
from gouvernance.models import Collectivite, Commune


def communes_visibles(request):
    """Choix d'une commune, restreints à ce que la personne peut lire."""
    return Collectivite.objects.communes().visibles_par(request.user)


class ChoixLus(ModelChoiceIterator):
    """Choix lus d'un coup : le curseur de Django coûte trois échanges de plus avec PostgreSQL."""

    def __iter__(self) -> Iterator[tuple]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset.all())


class ChoixField(ModelChoiceField):
    iterator = ChoixLus


class ChoixFilter(django_filters.ModelChoiceFilter):
    """Choix d'un objet, dans une liste déroulante."""

    field_class = ChoixField


class DateFilter(django_filters.DateFilter):
    field_class = JourField


class JourFilter(DateFilter):
    """Lignes en vigueur le jour choisi."""

    def filter(self, qs, value):
        return qs.en_cours_le(value) if value else qs


class MotsFilter(django_filters.CharFilter):
    """Chaque mot commence un mot de l'un des champs, sans égard aux accents."""

    def __init__(self, champs: list[str], **kwargs):
        super().__init__(max_length=200, **kwargs)
        self.champs = champs

    def filter(self, qs, value):
        if not value:
            return qs
        if not mots_a_plat(value):
            return qs.none()
        trouvees = qs.filter(contient_les_mots(value, self.champs))
        return trouvees.distinct() if self.distinct else trouvees


class RechercheFilter(django_filters.CharFilter):
    """Chaque mot, là où la recherche du site le trouverait."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)

    def filter(self, qs, value):
        return qs.contenant(value) if value else qs


class CommuneFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["nom", "graphies__texte"], label="Nom ou graphie", distinct=True)
    au = JourFilter(label="Membre le", method="montrer_le")

    class Meta:
        model = Commune
        fields = ["nom", "au"]

    def montrer_le(self, queryset, nom, jour):
        """Membres ce jour-là, avec leur population et leurs sièges d'alors."""
        return queryset.en_cours_le(jour).avec_population(jour).avec_sieges(jour)
