from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone
from django.utils.text import capfirst

from gouvernance.a_completer import ACompleter


class ListeFiltree(ChangeList):
    """Ignore un critère impossible (« ?date__year=99999 », « ?nom=%00 »), comme Django un mot."""

    def __init__(self, request, *args, **kwargs):
        # PostgreSQL refuserait de le chercher.
        if "%00" in request.GET.urlencode():
            raise IncorrectLookupParameters("caractère nul")
        try:
            super().__init__(request, *args, **kwargs)
        except (ValueError, OverflowError) as impossible:
            raise IncorrectLookupParameters(impossible) from impossible


class RechercheSure:
    """Page dont ni la liste ni la recherche ne tombent sur un critère impossible."""

    def get_changelist(self, request, **kwargs):
        return ListeFiltree

    def get_search_results(self, request, queryset, search_term):
        """Un caractère nul, que PostgreSQL refuserait de chercher, ne se trouve nulle part."""
        if "\0" in search_term:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)


class ACompleterListFilter(admin.SimpleListFilter):
    title = "à compléter"
    parameter_name = "a_completer"

    def lookups(self, request, model_admin):
        return [(reste.nom, capfirst(reste.pluriel)) for reste in model_admin.a_completer]

    def queryset(self, request, queryset):
        for reste in self.model_admin.a_completer:
            if reste.nom == self.value():
                return reste.choisir(queryset)
        return queryset

    def __init__(self, request, params, model, model_admin):
        self.model_admin = model_admin
        super().__init__(request, params, model, model_admin)


class Completable:
    """Page dont la liste se filtre sur ce qu'il reste à y faire."""

    a_completer: list[ACompleter] = []

    def get_list_filter(self, request):
        filtres = super().get_list_filter(request)
        return [ACompleterListFilter, *filtres] if self.a_completer else filtres


class EnCoursListFilter(admin.SimpleListFilter):
    """Lignes en vigueur aujourd'hui, ou non ; le modèle est une `Periode`."""

    title = "en cours aujourd’hui"
    parameter_name = "en_cours"

    def lookups(self, request, model_admin):
        return [("oui", "Oui"), ("non", "Non")]

    def queryset(self, request, queryset):
        en_cours = queryset.model.objects.en_cours_le(timezone.localdate()).values("pk")
        match self.value():
            case "oui":
                return queryset.filter(pk__in=en_cours)
            case "non":
                return queryset.exclude(pk__in=en_cours)
        return queryset


class ExerciceEnCoursListFilter(admin.SimpleListFilter):
    """Lignes qui s'appliquent à l'exercice en cours, ou non ; le modèle porte des `Exercices`."""

    title = "applicable cette année"
    parameter_name = "applicable"

    def lookups(self, request, model_admin):
        return [("oui", "Oui"), ("non", "Non")]

    def queryset(self, request, queryset):
        applicables = queryset.model.objects.pour_exercice(timezone.localdate().year).values("pk")
        match self.value():
            case "oui":
                return queryset.filter(pk__in=applicables)
            case "non":
                return queryset.exclude(pk__in=applicables)
        return queryset
