from django.contrib import admin

from gouvernance.admin.pages import PageAdmin, TableauInline
from services_communs.admin.fiches import ParDomaine
from services_communs.models import Fiche, Indicateur, Mesure


class MesureInline(TableauInline):
    model = Mesure
    aides = {
        "annee": "Une seule valeur par indicateur et par année.",
        "qualificatif": (
            "« Environ » ou « plus de » quand le document ne donne pas un nombre exact."
        ),
    }


class SansValeurListFilter(admin.SimpleListFilter):
    title = "attendus sans valeur en"
    parameter_name = "sans_valeur"

    def lookups(self, request, model_admin):
        annees = Fiche.objects.order_by("-annee").values_list("annee", flat=True).distinct()
        return [(str(annee), annee) for annee in annees]

    def queryset(self, request, queryset):
        annee = self.value()
        if annee and annee.isdecimal():
            return queryset.attendus_sans_valeur(int(annee))
        return queryset


@admin.register(Indicateur)
class IndicateurAdmin(ParDomaine, PageAdmin):
    list_display = ["libelle", "domaine", "rubrique", "unite", "est_obligatoire"]
    list_filter = [SansValeurListFilter, "est_obligatoire", "domaine"]
    list_select_related = ["domaine"]
    search_fields = ["libelle", "rubrique", "domaine__titre"]
    autocomplete_fields = ["domaine"]
    fieldsets = [
        (None, {"fields": ["domaine", ("rubrique", "ordre"), "libelle", ("unite", "sens")]}),
        ("Suivi", {"fields": ["est_obligatoire"]}),
    ]
    inlines = [MesureInline]

    def get_readonly_fields(self, request, obj=None):
        """Un contributeur donne les valeurs de l'année, il ne change pas ce qui est mesuré."""
        if request.user.est_contributeur:
            return ["domaine", "rubrique", "ordre", "libelle", "unite", "sens", "est_obligatoire"]
        return []
