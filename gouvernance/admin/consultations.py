from django.contrib import admin
from django.utils import timezone

from gouvernance.a_completer import ACompleter
from gouvernance.admin.pages import PageAdmin, TableauInline
from gouvernance.models import Consultation, ReponseCommune


class ReponseInline(TableauInline):
    """Une réponse se note sur la page de la consultation, qui en vérifie la date."""

    model = ReponseCommune
    fields = readonly_fields = ["commune", "transmise_le", "sens", "rendue_le", "deliberation"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("commune", "deliberation")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Consultation)
class ConsultationAdmin(PageAdmin):
    list_display = ["objet", "nature", "transmise_le", "close_le"]
    list_filter = ["nature", "close_le"]
    search_fields = ["objet", "commentaire", "reponses__commune__nom"]
    autocomplete_fields = ["schema", "pacte", "deliberation"]
    readonly_fields = ["nature", "transmise_le", "close_le"]
    date_hierarchy = "transmise_le"
    a_completer = [
        ACompleter(
            "en_cours",
            "consultation en cours",
            "consultations en cours",
            lambda lignes: lignes.ouvertes_le(timezone.localdate()),
        ),
    ]
    fieldsets = [
        (
            None,
            {
                "fields": ["objet", ("nature", "transmise_le", "close_le")],
                "description": (
                    "Une consultation s’ouvre, se suit et se clôt sur sa page : le délai et la "
                    "majorité viennent de la loi. « Voir sur le site » y mène."
                ),
            },
        ),
        (
            "Majorité qualifiée",
            {
                "fields": [("population", "millesime")],
                "description": (
                    "La population et son millésime changent la réponse (CGCT, art. L. 5211-5)."
                ),
            },
        ),
        ("Actes", {"fields": ["schema", "pacte", "deliberation"]}),
        ("Commentaire", {"fields": ["commentaire"]}),
    ]
    inlines = [ReponseInline]

    def has_add_permission(self, request):
        return False
