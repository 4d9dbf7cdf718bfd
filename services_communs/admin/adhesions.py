from django.contrib import admin

from gouvernance.a_completer import ACompleter
from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, SansChevauchementFormSet, TableauInline
from services_communs.admin.cloture import ClotureGroupee
from services_communs.models import Adhesion, Saisine
from services_communs.querysets import AdhesionQuerySet


class AdhesionFormSet(SansChevauchementFormSet):
    memes = ["collectivite_id"]


class AdhesionInline(TableauInline):
    model = Adhesion
    formset = AdhesionFormSet
    fields = ["collectivite", "date_debut", "precision_debut", "date_fin"]
    autocomplete_fields = ["collectivite"]
    show_change_link = True

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .avec_relations()
            .order_by("collectivite__nom_de_tri", "pk")
        )


@admin.register(Adhesion)
class AdhesionAdmin(ClotureGroupee, PageAdmin):
    relations_du_nom = ["service", "collectivite"]
    list_display = ["service", "collectivite", "depuis", "date_fin"]
    list_filter = [EnCoursListFilter, "collectivite__nature", "service"]
    list_select_related = ["service", "collectivite"]
    search_fields = ["service__nom", "collectivite__nom", "collectivite__graphies__texte"]
    autocomplete_fields = ["service", "collectivite", "convention", "deliberations", "consultation"]
    date_hierarchy = "date_debut"
    a_completer = [
        ACompleter(
            "sans_deliberation",
            "adhésion sans délibération",
            "adhésions sans délibération",
            AdhesionQuerySet.sans_deliberation,
        ),
        ACompleter(
            "sans_convention",
            "adhésion sans convention",
            "adhésions sans convention",
            AdhesionQuerySet.sans_convention,
        ),
    ]
    aides = {
        "collectivite": (
            "Une commune ou un CCAS, chacun en son nom : le CCAS est un établissement public "
            "distinct (CASF, art. L. 123-6)."
        ),
        "date_debut": (
            "Jour d’effet prévu par la convention. La précision dit ce qu’en savent les documents."
        ),
        "convention": "Elle règle les effets du service commun (CGCT, art. L. 5211-4-2).",
        "deliberations": (
            "Celle de la collectivité et celle du conseil métropolitain, qui approuvent la "
            "convention."
        ),
    }
    fieldsets = [
        (None, {"fields": ["service"]}),
        (
            "Adhérent",
            {
                "fields": ["collectivite"],
                "description": (
                    "Une commune et son CCAS sont deux personnes publiques : chacun adhère."
                ),
            },
        ),
        ("Période", {"fields": [("date_debut", "precision_debut"), "date_fin"]}),
        (
            "Actes",
            {
                "fields": ["convention", "deliberations", "consultation"],
                "description": (
                    "Les effets du service commun sont réglés par convention après délibération "
                    "de chaque partie (CGCT, art. L. 5211-4-2)."
                ),
            },
        ),
    ]

    @admin.display(description="depuis", ordering="date_debut")
    def depuis(self, adhesion):
        """Le jour n'est pas toujours connu."""
        return adhesion.depuis


@admin.register(Saisine)
class SaisineAdmin(PageAdmin):
    relations_du_nom = ["commune", "domaine"]
    list_display = ["commune", "domaine", "annee", "objet"]
    list_filter = ["annee", "domaine"]
    list_select_related = ["commune", "domaine"]
    search_fields = ["commune__nom", "domaine__titre", "objet"]
    autocomplete_fields = ["domaine", "commune"]
    fieldsets = [(None, {"fields": ["domaine", "commune", "annee", "objet"]})]
