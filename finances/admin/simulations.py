from django.contrib import admin

from finances.models import Hypothese, Scenario
from gouvernance.admin.pages import PageAdmin, TableauInline


class LectureSeule:
    """Un scénario se prépare et se compare sur la page de simulation."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class HypotheseInline(LectureSeule, TableauInline):
    model = Hypothese
    autocomplete_fields = ["service", "commune"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("service", "commune")


@admin.register(Scenario)
class ScenarioAdmin(LectureSeule, PageAdmin):
    list_display = ["nom", "auteur", "premier_exercice", "dernier_exercice"]
    list_select_related = ["auteur"]
    search_fields = ["nom", "commentaire", "auteur__username"]
    inlines = [HypotheseInline]
