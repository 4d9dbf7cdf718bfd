from django.contrib import admin

from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, TableauInline
from services_communs.models import Cooperation, PartieCooperation


class PartieInline(TableauInline):
    model = PartieCooperation
    autocomplete_fields = ["collectivite"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("collectivite")


@admin.register(Cooperation)
class CooperationAdmin(PageAdmin):
    list_display = ["objet", "forme", "date_debut", "date_fin", "toutes_les_communes"]
    list_filter = [EnCoursListFilter, "forme", "toutes_les_communes"]
    search_fields = ["objet", "description", "autres_parties", "parties__collectivite__nom"]
    aides = {
        "base_legale": (
            "Par exemple, prestations de services entre communes : CGCT, art. L. 5111-1 et L."
            " 5111-1-1."
        ),
    }
    fieldsets = [
        (None, {"fields": ["ordre", "objet", "forme", "base_legale", "description"]}),
        ("Période", {"fields": [("date_debut", "date_fin")]}),
        ("Parties", {"fields": ["toutes_les_communes", "autres_parties"]}),
        ("Source", {"fields": ["source"]}),
    ]
    inlines = [PartieInline]
