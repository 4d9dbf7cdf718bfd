from django.contrib import admin

from finances.admin.gel import LigneFigee, LigneForm, VoteConserve, est_vote
from finances.models import CleRepartition, CoutService, TrancheForfait, ValeurCle
from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, SansChevauchementFormSet, TableauInline
from gouvernance.admin.relations import LignesFormSet
from gouvernance.francais import euros, nombre


class CoutInline(LigneFigee, TableauInline):
    model = CoutService
    form = LigneForm
    fields = ["service", "exercice", "nature", "montant", "taux"]
    autocomplete_fields = ["service"]
    ordering = ["exercice", "service__nom", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("service", "evaluation")


@admin.register(CoutService)
class CoutServiceAdmin(VoteConserve, PageAdmin):
    relations_du_nom = ["service"]
    list_display = ["service", "exercice", "nature", "cout", "evaluation"]
    list_filter = ["exercice", "nature", "evaluation"]
    list_select_related = ["service", "evaluation"]
    search_fields = ["service__nom", "service__code"]
    autocomplete_fields = ["evaluation", "service"]
    fieldsets = [
        (None, {"fields": ["evaluation", "service", "exercice"]}),
        (
            "Coût annuel",
            {
                "fields": ["nature", ("montant", "taux")],
                "description": (
                    "En année pleine. Les charges de support s’écrivent par un taux des charges "
                    "de personnel, les autres par un montant."
                ),
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        figes = ["evaluation", "service", "exercice", "nature", "montant", "taux"]
        return figes if est_vote(obj) else []

    @admin.display(description="montant ou taux", ordering="montant")
    def cout(self, cout):
        return euros(cout.montant, 2) if cout.taux is None else f"{nombre(cout.taux)}\xa0%"


class ValeurCleFormSet(LignesFormSet):
    """Refuse des pourcentages qui, tous ensemble, ne font pas 100."""

    def clean(self):
        super().clean()
        if any(self.errors) or not self.instance.service_id:
            return
        gardes = [f for f in self.forms if f not in self.deleted_forms]
        self.instance.refuser_pourcentages(
            formulaire.instance
            for formulaire in gardes
            if formulaire.has_changed() or formulaire.instance.pk
        )


class ValeurCleInline(TableauInline):
    model = ValeurCle
    formset = ValeurCleFormSet
    autocomplete_fields = ["collectivite"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("collectivite", "cle__service")


class TrancheForfaitFormSet(SansChevauchementFormSet):
    memes = []


class TrancheForfaitInline(TableauInline):
    model = TrancheForfait
    formset = TrancheForfaitFormSet


@admin.register(CleRepartition)
class CleRepartitionAdmin(PageAdmin):
    relations_du_nom = ["service"]
    list_display = ["service", "nature", "part_de_la_metropole", "date_debut", "date_fin"]
    list_filter = [EnCoursListFilter, "nature", "service"]
    list_select_related = ["service"]
    search_fields = ["service__nom", "service__code", "motif_gratuite"]
    autocomplete_fields = ["service"]
    aides = {
        "nature": "Méthode votée par la CLECT pour partager le coût entre les adhérents.",
        "millesime": (
            "Année du recensement retenu : la clé ne change pas avec le suivant, il en faut "
            "une autre."
        ),
        "motif_gratuite": "Pourquoi le coût ne se partage pas entre les adhérents.",
    }
    fieldsets = [
        (None, {"fields": ["service", ("date_debut", "date_fin")]}),
        (
            "Partage",
            {
                "fields": ["nature", "part_metropole"],
                "description": (
                    "Les valeurs et les tranches se saisissent plus bas ; une clé de population "
                    "prend celles du recensement. Des pourcentages font 100, métropole comprise."
                ),
            },
        ),
        ("Population", {"fields": [("type_population", "millesime")]}),
        ("Gratuité", {"fields": ["motif_gratuite"]}),
    ]
    inlines = [ValeurCleInline, TrancheForfaitInline]

    @admin.display(description="part de la métropole", ordering="part_metropole")
    def part_de_la_metropole(self, cle):
        return f"{nombre(cle.part_metropole)}\xa0%"
