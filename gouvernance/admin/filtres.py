from django.contrib import admin
from django.utils import timezone


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
