import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from gouvernance.models import Instance, Seance
from gouvernance.seances.suivi import seances_en_retard

JOUR = forms.DateInput(attrs={"type": "date"})
PERIODES = [("a_venir", "à venir"), ("passees", "passées")]


def instances_lisibles(request):
    lisibles = Seance.objects.visibles_par(request.user)
    return Instance.objects.filter(seances__in=lisibles).distinct()


class SeanceFilterSet(django_filters.FilterSet):
    instance = django_filters.ModelChoiceFilter(queryset=instances_lisibles, empty_label="Toutes")
    du = django_filters.DateFilter("jour", "gte", label="Du", widget=JOUR)
    au = django_filters.DateFilter("jour", "lte", label="Au", widget=JOUR)
    quand = django_filters.ChoiceFilter(
        label="Séances", choices=PERIODES, empty_label="Toutes", method="filtrer_quand"
    )
    en_retard = django_filters.ChoiceFilter(
        label="En retard",
        choices=[("oui", "oui"), ("non", "non")],
        empty_label="Toutes",
        method="filtrer_en_retard",
    )

    class Meta:
        model = Seance
        fields = ["instance", "du", "au", "quand", "en_retard"]

    def filtrer_quand(self, queryset, nom, quand):
        passees = Q(jour__lt=timezone.localdate())
        return queryset.filter(passees if quand == "passees" else ~passees)

    def filtrer_en_retard(self, queryset, nom, voulu):
        retardees = seances_en_retard(queryset, timezone.localdate())
        return queryset.filter(Q(pk__in=retardees) if voulu == "oui" else ~Q(pk__in=retardees))
