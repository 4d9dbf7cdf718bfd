import django_filters
from django import forms
from django.utils import timezone

from gouvernance.consultations.contenu import Avancement, lire_consultations
from gouvernance.filters import communes_visibles
from gouvernance.models import Consultation
from gouvernance.regles import Issue

ETATS = [
    ("Avancement", [(etat.value, etat.value) for etat in Avancement]),
    ("Issue", [(issue.value, issue.value) for issue in Issue]),
]


class ConsultationFilterSet(django_filters.FilterSet):
    etat = django_filters.ChoiceFilter(label="État", choices=ETATS, method="filtrer_etat")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=communes_visibles, field_name="reponses__commune"
    )
    au = django_filters.DateFilter(
        label="À la date du",
        method="dater",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = Consultation
        fields = ["nature", "etat", "commune", "au"]

    def dater(self, queryset, nom, jour):
        """Ce qui était déjà transmis ce jour-là."""
        return queryset.filter(transmise_le__lte=jour)

    def filtrer_etat(self, queryset, nom, etat):
        jour = self.form.cleaned_data.get("au") or timezone.localdate()
        lues = lire_consultations(queryset, jour)
        return queryset.filter(pk__in=[c.cle for c in lues if etat in {c.avancement, c.resultat}])
