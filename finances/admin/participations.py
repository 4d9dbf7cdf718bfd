from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from finances.admin.gel import LigneFigee, LigneForm, VoteConserve, est_vote
from finances.models import Participation
from gouvernance.admin.filtres import ExerciceEnCoursListFilter
from gouvernance.admin.pages import PageAdmin, SansChevauchementFormSet, TableauInline
from gouvernance.francais import euros

CHAMPS_FIGES = [
    "evaluation",
    "payeur",
    "service",
    "exercice_debut",
    "montant",
    "deja_valorise",
    "mode",
    "mois",
]


class MontantCalcule:
    """Colonnes du calcul, à côté de ce qui est proposé ou voté."""

    @admin.display(description="calculé", ordering="montant_calcule")
    def calcul(self, participation):
        calcule = participation.montant_calcule
        return "inconnu" if calcule is None else euros(calcule)

    @admin.display(description="écart")
    def ecart(self, participation):
        ecart = participation.ecart_de_calcul
        return euros(ecart, signe=True) if ecart else ""


class ParticipationFormSet(SansChevauchementFormSet):
    memes = ["payeur_id", "mode", "service_id"]


class ParticipationSaisieInline(LigneFigee, TableauInline):
    """Celles qu'un agent reporte d'un rapport de la CLECT."""

    model = Participation
    form = LigneForm
    formset = ParticipationFormSet
    verbose_name_plural = "participations saisies"
    fields = ["payeur", "exercice_debut", "exercice_fin", "montant", "deja_valorise"]
    autocomplete_fields = ["payeur"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).filter(montant_calcule=None).avec_relations()


class ParticipationCalculeeInline(MontantCalcule, LigneFigee, TableauInline):
    """Celles que les coûts et les clés donnent : le montant s'ajuste, avec son motif."""

    model = Participation
    form = LigneForm
    verbose_name_plural = "participations calculées"
    fields = [
        "payeur",
        "service",
        "exercices",
        "calcul",
        "montant",
        "motif_ecart",
        "deja_valorise",
    ]
    readonly_fields = ["payeur", "service", "exercices", "calcul"]
    show_change_link = True

    def has_add_permission(self, request, obj):
        return False

    def get_queryset(self, request):
        calculees = super().get_queryset(request).filter(montant_calcule__isnull=False)
        return calculees.avec_relations().order_by("exercice_debut", "service__nom", "pk")

    @admin.display(description="exercices")
    def exercices(self, participation):
        return participation.exercices


class ParticipationForm(ModelForm):
    def clean_evaluation(self):
        evaluation = self.cleaned_data["evaluation"]
        if evaluation and evaluation.est_figee and "evaluation" in self.changed_data:
            raise ValidationError(
                f"{evaluation} est {evaluation.get_etat_display()} : "
                "on n’y ajoute plus de participation."
            )
        return evaluation


@admin.register(Participation)
class ParticipationAdmin(MontantCalcule, VoteConserve, PageAdmin):
    form = ParticipationForm
    relations_du_nom = ["payeur"]
    list_display = [
        "payeur",
        "exercices",
        "montant_vote",
        "calcul",
        "ecart",
        "part_deja_valorisee",
        "paiement",
        "objet",
    ]
    list_filter = [ExerciceEnCoursListFilter, "mode", "exercice_debut", "evaluation"]
    list_select_related = ["payeur", "evaluation"]
    search_fields = ["payeur__nom", "objet", "explication", "service__nom"]
    autocomplete_fields = ["evaluation", "payeur", "service", "deliberation"]
    readonly_fields = ["calcul", "ecart"]
    aides = {
        "montant": (
            "Tel qu’il a été voté : il n’est ni recalculé ni corrigé ; un écart avec le "
            "calcul s’explique."
        ),
        "mode": (
            "L’imputation sur l’attribution de compensation suit une évaluation de la CLECT "
            "(CGCT, art. L. 5211-4-2)."
        ),
        "deliberation": "Nécessaire sans évaluation de la CLECT.",
    }
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
            "Montant",
            {
                "fields": [
                    ("montant", "deja_valorise"),
                    ("calcul", "ecart"),
                    "motif_ecart",
                    "mode",
                ],
                "description": (
                    "Les effets peuvent être imputés sur l’attribution de compensation "
                    "(CGCT, art. L. 5211-4-2). Un montant adopté ne change plus."
                ),
            },
        ),
        ("Décision", {"fields": ["evaluation", "deliberation", "explication"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        calcules = super().get_readonly_fields(request, obj)
        return [*calcules, *CHAMPS_FIGES] if est_vote(obj) else calcules

    @admin.display(description="paiement", ordering="mode")
    def paiement(self, participation):
        """Le libellé complet prendrait quatre lignes par participation."""
        est_facture = participation.mode == Participation.Mode.REFACTURATION
        return "facture" if est_facture else "sur l’AC"

    @admin.display(description="exercices", ordering="exercice_debut")
    def exercices(self, participation):
        return participation.exercices

    @admin.display(description="montant", ordering="montant")
    def montant_vote(self, participation):
        return euros(participation.montant)

    @admin.display(description="déjà valorisé", ordering="deja_valorise")
    def part_deja_valorisee(self, participation):
        return euros(participation.deja_valorise)
