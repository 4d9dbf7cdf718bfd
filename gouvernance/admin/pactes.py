from django.contrib import admin

from gouvernance.admin.pages import PageAdmin
from gouvernance.models import Pacte


@admin.register(Pacte)
class PacteAdmin(PageAdmin):
    list_display = ["nom", "mandature", "deliberation"]
    list_filter = ["mandature"]
    list_select_related = ["mandature", "deliberation"]
    search_fields = ["nom", "objectifs", "orientations"]
    autocomplete_fields = ["mandature", "deliberation", "actes"]
    aides = {
        "deliberation": (
            "Dans les neuf mois du renouvellement général, après l’avis des communes (CGCT, "
            "art. L. 5211-11-2)."
        ),
    }
    fieldsets = [
        (
            None,
            {
                "fields": ["nom", ("mandature", "deliberation")],
                "description": (
                    "Le débat et la délibération sur le pacte suivent chaque renouvellement "
                    "général ; les communes ont deux mois pour leur avis "
                    "(CGCT, art. L. 5211-11-2)."
                ),
            },
        ),
        ("Contenu", {"fields": ["objectifs", "orientations", "actes"]}),
    ]
