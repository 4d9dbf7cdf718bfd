import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

from gouvernance.etat_au import DERNIER_JOUR, JOUR_IMPOSSIBLE, PREMIER_JOUR
from gouvernance.francais import cle_de_tri
from gouvernance.models import Collectivite, Commune
from gouvernance.sans_accent import contient_les_mots


def communes_visibles(request):
    """Choix d'une commune, restreints à ce que la personne peut lire."""
    return Collectivite.objects.communes().visibles_par(request.user)


class DateFilter(django_filters.DateFilter):
    """Date de 1950 à 2100, choisie dans un calendrier."""

    def __init__(self, *args, **kwargs):
        bornes = [
            MinValueValidator(PREMIER_JOUR, JOUR_IMPOSSIBLE),
            MaxValueValidator(DERNIER_JOUR, JOUR_IMPOSSIBLE),
        ]
        widget = forms.DateInput(attrs={"type": "date"})
        super().__init__(*args, widget=widget, validators=bornes, **kwargs)


class JourFilter(DateFilter):
    """Lignes en vigueur le jour choisi."""

    def filter(self, qs, value):
        return qs.en_cours_le(value) if value else qs


class MotsFilter(django_filters.CharFilter):
    """Chaque mot, dans l'un des champs, sans égard aux accents ni aux majuscules."""

    def __init__(self, champs: list[str], **kwargs):
        super().__init__(max_length=200, **kwargs)
        self.champs = champs

    def filter(self, qs, value):
        return qs.filter(contient_les_mots(value, self.champs)) if value else qs


class CommuneFilterSet(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom ou graphie", method="filtrer_nom")
    au = JourFilter(label="Membre le", method="montrer_le")

    class Meta:
        model = Commune
        fields = ["nom", "au"]

    def filtrer_nom(self, queryset, nom, texte):
        return queryset.filter(
            Q(nom_de_tri__contains=cle_de_tri(texte)) | Q(graphies__texte__icontains=texte)
        ).distinct()

    def montrer_le(self, queryset, nom, jour):
        """Membres ce jour-là, avec leur population et leurs sièges d'alors."""
        return queryset.en_cours_le(jour).avec_population(jour).avec_sieges(jour)
