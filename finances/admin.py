from django.contrib import admin

from finances.models import EvaluationCLECT, Participation, TotalVote
from gouvernance.admin.filtres import ExerciceEnCoursListFilter
from gouvernance.admin.pages import PageAdmin, SansChevauchementFormSet, TableauInline
from gouvernance.francais import euros


class TotalVoteFormSet(SansChevauchementFormSet):
    memes = ["evaluation_id"]


class TotalVoteInline(TableauInline):
    model = TotalVote
    formset = TotalVoteFormSet


class ParticipationFormSet(SansChevauchementFormSet):
    memes = ["payeur_id", "mode", "service_id"]


class ParticipationInline(TableauInline):
    model = Participation
    formset = ParticipationFormSet
    fields = ["payeur", "exercice_debut", "exercice_fin", "montant", "deja_valorise"]
    autocomplete_fields = ["payeur"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).avec_relations()


@admin.register(EvaluationCLECT)
class EvaluationCLECTAdmin(PageAdmin):
    list_display = ["date", "objet", "resultat"]
    search_fields = ["objet", "methode", "resultat"]
    autocomplete_fields = ["deliberations"]
    date_hierarchy = "date"
    fieldsets = [
        (
            None,
            {
                "fields": ["date", "objet", "resultat", "methode", "deliberations"],
                "description": (
                    "La commission évalue les charges transférées (CGI, art. 1609 nonies C, IV). "
                    "Les montants sont ceux du vote : ils ne sont ni recalculés ni corrigés."
                ),
            },
        ),
    ]
    inlines = [TotalVoteInline, ParticipationInline]
    save_on_top = True


@admin.register(Participation)
class ParticipationAdmin(PageAdmin):
    list_display = [
        "payeur",
        "exercices",
        "montant_vote",
        "part_deja_valorisee",
        "paiement",
        "objet",
    ]
    list_filter = [ExerciceEnCoursListFilter, "mode", "exercice_debut", "evaluation"]
    list_select_related = ["payeur"]
    search_fields = ["payeur__nom", "objet", "explication", "service__nom"]
    autocomplete_fields = ["evaluation", "payeur", "service", "deliberation"]
    fieldsets = [
        (
            None,
            {
                "fields": ["payeur", "service", "objet"],
                "description": "La commune paie pour elle et pour son CCAS.",
            },
        ),
        ("Exercices", {"fields": [("exercice_debut", "exercice_fin", "mois")]}),
        (
            "Montant voté",
            {
                "fields": [("montant", "deja_valorise"), "mode"],
                "description": (
                    "Les effets peuvent être imputés sur l’attribution de compensation "
                    "(CGCT, art. L. 5211-4-2)."
                ),
            },
        ),
        ("Décision", {"fields": ["evaluation", "deliberation", "explication"]}),
    ]

    @admin.display(description="paiement", ordering="mode")
    def paiement(self, participation):
        """Le libellé complet prendrait quatre lignes par participation."""
        est_facture = participation.mode == Participation.Mode.REFACTURATION
        return "facture" if est_facture else "sur l’AC"

    @admin.display(description="exercices", ordering="exercice_debut")
    def exercices(self, participation):
        return participation.exercices

    @admin.display(description="montant voté", ordering="montant")
    def montant_vote(self, participation):
        return euros(participation.montant)

    @admin.display(description="déjà valorisé", ordering="deja_valorise")
    def part_deja_valorisee(self, participation):
        return euros(participation.deja_valorise)
