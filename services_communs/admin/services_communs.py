from django.contrib import admin
from django.utils import timezone

from gouvernance.a_completer import ACompleter
from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, TableauInline
from services_communs.admin.adhesions import AdhesionInline
from services_communs.models import Avenant, Convention, Domaine, Mission, ServiceCommun
from services_communs.querysets import ConventionQuerySet, DomaineQuerySet


@admin.register(Domaine)
class DomaineAdmin(PageAdmin):
    list_display = ["ordre", "titre", "direction"]
    list_display_links = ["titre"]
    search_fields = ["titre", "direction", "code", "services__nom"]
    autocomplete_fields = ["contributeurs"]
    a_completer = [
        ACompleter(
            "sans_contributeur",
            "domaine sans contributeur",
            "domaines sans contributeur",
            DomaineQuerySet.sans_contributeur,
        ),
    ]
    fieldsets = [
        (None, {"fields": ["ordre", "titre", "code", "direction"]}),
        ("Qui remplit sa fiche", {"fields": ["contributeurs"]}),
    ]


class MissionInline(TableauInline):
    model = Mission


@admin.register(ServiceCommun)
class ServiceCommunAdmin(PageAdmin):
    list_display = ["nom", "domaine", "gestionnaire", "date_debut", "date_fin", "est_gratuit"]
    list_filter = [EnCoursListFilter, "domaine", "est_gratuit"]
    list_select_related = ["domaine", "gestionnaire"]
    search_fields = ["nom", "code", "domaine__titre", "missions__libelle"]
    autocomplete_fields = ["domaine", "gestionnaire"]
    a_completer = [
        ACompleter(
            "sans_adherent",
            "service sans adhérent",
            "services sans adhérent",
            lambda services: services.sans_adherent_le(timezone.localdate()),
        ),
    ]
    aides = {
        "autorite_fonctionnelle": (
            "Selon la mission, le maire ou le président de la métropole (CGCT, art. L. 5211-4-2)."
        ),
    }
    fieldsets = [
        (None, {"fields": ["domaine", "ordre", ("nom", "code"), "est_gratuit"]}),
        (
            "Conduite",
            {
                "fields": ["gestionnaire", "autorite_fonctionnelle", "courriel"],
                "description": (
                    "Les agents relèvent, selon la mission, du maire ou du président "
                    "(CGCT, art. L. 5211-4-2)."
                ),
            },
        ),
        ("Période", {"fields": [("date_debut", "date_fin")]}),
    ]
    inlines = [MissionInline, AdhesionInline]


class AvenantInline(TableauInline):
    model = Avenant
    autocomplete_fields = ["deliberations"]


@admin.register(Convention)
class ConventionAdmin(PageAdmin):
    list_display = ["objet", "date_signature", "date_debut", "date_fin"]
    list_filter = [EnCoursListFilter, "services"]
    search_fields = ["objet", "services__nom", "parties__nom"]
    autocomplete_fields = ["services", "parties", "deliberations"]
    date_hierarchy = "date_signature"
    a_completer = [
        ACompleter(
            "sans_deliberation",
            "convention sans délibération",
            "conventions sans délibération",
            ConventionQuerySet.sans_deliberation,
        ),
    ]
    aides = {
        "date_fiche_impact": (
            "Annexée à la convention, elle décrit ses effets sur les agents (CGCT, art. L. "
            "5211-4-2)."
        ),
        "date_signature": "Après les délibérations de toutes les parties.",
    }
    fieldsets = [
        (None, {"fields": ["objet", "services", "parties", "deliberations"]}),
        ("Dates", {"fields": ["date_signature", ("date_debut", "date_fin")]}),
        (
            "Avant de signer",
            {
                "fields": [("date_fiche_impact", "date_avis_cst")],
                "description": (
                    "La fiche d’impact sur les agents est annexée à la convention, après avis "
                    "des comités compétents (CGCT, art. L. 5211-4-2)."
                ),
            },
        ),
    ]
    inlines = [AvenantInline]
