from django.contrib import admin

from gouvernance.admin.pages import PageAdmin, TableauInline
from services_communs.admin.fiches import ParDomaine
from services_communs.models import Indicateur, Mesure


class MesureInline(TableauInline):
    model = Mesure


@admin.register(Indicateur)
class IndicateurAdmin(ParDomaine, PageAdmin):
    list_display = ["libelle", "domaine", "rubrique", "unite", "est_obligatoire"]
    list_filter = ["domaine", "est_obligatoire", "mesures__annee"]
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
