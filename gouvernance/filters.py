import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

from gouvernance.etat_au import DERNIER_JOUR, JOUR_IMPOSSIBLE, PREMIER_JOUR
from gouvernance.francais import cle_de_tri
from gouvernance.models import Collectivite, Commune


def communes_visibles(request):
    """Choix d'une commune, restreints à ce que la personne peut lire."""
    return Collectivite.objects.communes().visibles_par(request.user)


class JourFilter(django_filters.DateFilter):
    """Lignes en vigueur le jour choisi."""

    def __init__(self, **kwargs):
        bornes = [
            MinValueValidator(PREMIER_JOUR, JOUR_IMPOSSIBLE),
            MaxValueValidator(DERNIER_JOUR, JOUR_IMPOSSIBLE),
        ]
        widget = forms.DateInput(attrs={"type": "date"})
        super().__init__(widget=widget, validators=bornes, **kwargs)

    def filter(self, qs, value):
        return qs.en_cours_le(value) if value else qs


class CommuneFilterSet(django_filters.FilterSet):
    nom = django_filters.CharFilter(label="Nom ou graphie", method="filtrer_nom")
    au = JourFilter(label="Membre le")

    class Meta:
        model = Commune
        fields = ["nom", "au"]

    def filtrer_nom(self, queryset, nom, texte):
        return queryset.filter(
            Q(nom_de_tri__contains=cle_de_tri(texte)) | Q(graphies__texte__icontains=texte)
        ).distinct()
