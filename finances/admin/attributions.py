from django.contrib import admin

from finances.models import AttributionCompensation, Regularisation
from finances.querysets import AttributionQuerySet
from gouvernance.a_completer import ACompleter
from gouvernance.admin.pages import PageAdmin
from gouvernance.francais import euros


def connu(montant) -> str:
    return "inconnu" if montant is None else euros(montant, 2)


@admin.register(AttributionCompensation)
class AttributionCompensationAdmin(PageAdmin):
    relations_du_nom = ["commune"]
    list_display = ["commune", "exercice", "nature", "avant_services", "vote", "date_notification"]
    list_filter = ["exercice", "nature"]
    list_select_related = ["commune"]
    search_fields = ["commune__nom", "deliberation__objet", "exercice"]
    autocomplete_fields = ["commune", "deliberation", "consultation"]
    a_completer = [
        ACompleter(
            "a_notifier",
            "attribution à notifier",
            "attributions à notifier",
            AttributionQuerySet.a_notifier,
        ),
    ]
    aides = {
        "exercice": (
            "L’attribution se verse par douzièmes pendant l’exercice (CGI, art. 1609 nonies C, V)."
        ),
        "consultation": (
            "Fixée librement, elle demande l’accord de chaque commune intéressée (CGI, art. "
            "1609 nonies C, V, 1° bis)."
        ),
    }
    fieldsets = [
        (None, {"fields": ["commune", ("exercice", "nature")]}),
        (
            "Montants",
            {
                "fields": [("base", "montant_vote"), "date_notification"],
                "description": (
                    "Le montant provisoire se communique avant le 15 février "
                    "(CGI, art. 1609 nonies C, V). Un montant inconnu reste vide."
                ),
            },
        ),
        ("Décision", {"fields": ["deliberation", "consultation"]}),
    ]

    @admin.display(description="avant services communs", ordering="base")
    def avant_services(self, attribution):
        return connu(attribution.base)

    @admin.display(description="montant voté", ordering="montant_vote")
    def vote(self, attribution):
        return connu(attribution.montant_vote)


@admin.register(Regularisation)
class RegularisationAdmin(PageAdmin):
    relations_du_nom = ["participation__payeur"]
    list_display = ["payeur", "objet", "exercice", "reel", "vote", "reste_a_payer", "date"]
    list_filter = ["exercice"]
    list_select_related = ["participation__payeur"]
    search_fields = ["participation__payeur__nom", "participation__objet", "explication"]
    autocomplete_fields = ["participation"]
    readonly_fields = ["reste_a_payer"]
    aides = {
        "cout_reel": "Dépense constatée : le solde est ce coût, moins la participation votée.",
    }
    fieldsets = [
        (None, {"fields": ["participation", "exercice"]}),
        (
            "Coût réel",
            {
                "fields": [("cout_reel", "reste_a_payer"), "date", "explication"],
                "description": "Le solde est le coût réel moins la participation votée.",
            },
        ),
    ]

    @admin.display(description="payeur", ordering="participation__payeur__nom")
    def payeur(self, regularisation):
        return regularisation.participation.payeur

    @admin.display(description="objet", ordering="participation__objet")
    def objet(self, regularisation):
        return regularisation.participation.objet

    @admin.display(description="coût réel", ordering="cout_reel")
    def reel(self, regularisation):
        return euros(regularisation.cout_reel, 2)

    @admin.display(description="participation", ordering="participation__montant")
    def vote(self, regularisation):
        return euros(regularisation.participation.montant, 2)

    @admin.display(description="solde")
    def reste_a_payer(self, regularisation):
        if regularisation.pk is None:
            return "calculé à l’enregistrement"
        return euros(regularisation.solde, 2, signe=True)
