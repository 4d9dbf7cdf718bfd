from django.contrib import admin

from gouvernance.admin.pages import PageAdmin
from gouvernance.francais import date_en_lettres
from services_communs.models import Effectif, TransfertAgents


@admin.register(TransfertAgents)
class TransfertAgentsAdmin(PageAdmin):
    relations_du_nom = ["origine", "domaine"]
    list_display = ["domaine", "service", "origine", "effet", "agents", "etp"]
    list_filter = ["date_effet", "domaine"]
    list_select_related = ["domaine", "service", "origine"]
    search_fields = ["domaine__titre", "service__nom", "origine__nom"]
    autocomplete_fields = ["domaine", "service", "origine"]
    date_hierarchy = "date_effet"
    aides = {
        "origine": (
            "La commune ou le CCAS que quittent ces agents, transférés de plein droit (CGCT, "
            "art. L. 5211-4-2)."
        ),
        "agents": "Un nombre entier de personnes. Jamais de nom : seul le nombre sert au rapport.",
        "etp": (
            "Équivalents temps plein, avec deux décimales au plus. Plus d’ETP que d’agents "
            "serait relevé par les contrôles."
        ),
    }
    fieldsets = [
        (
            None,
            {
                "fields": ["domaine", "service", "origine", ("date_effet", "precision")],
                "description": (
                    "Les agents qui remplissent en totalité leurs fonctions dans un service mis "
                    "en commun sont transférés de plein droit (CGCT, art. L. 5211-4-2). "
                    "Des nombres seulement : aucun agent n’est nommé."
                ),
            },
        ),
        ("Nombre", {"fields": [("agents", "etp")]}),
    ]

    @admin.display(description="date d’effet", ordering="date_effet")
    def effet(self, transfert):
        """Le jour n'est pas toujours connu."""
        return date_en_lettres(transfert.date_effet, transfert.precision)


@admin.register(Effectif)
class EffectifAdmin(PageAdmin):
    relations_du_nom = ["domaine"]
    list_display = ["domaine", "date", "perimetre", "agents", "etp"]
    list_filter = ["date", "domaine"]
    list_select_related = ["domaine"]
    search_fields = ["domaine__titre", "perimetre"]
    autocomplete_fields = ["domaine"]
    date_hierarchy = "date"
    aides = {
        "date": (
            "Le jour du relevé fait partie du chiffre : deux domaines relevés à deux dates "
            "d’une même année ne se comparent pas, et les contrôles le disent."
        ),
        "agents": "Un nombre entier de personnes. Vide : inconnu, et non zéro.",
        "etp": "Équivalents temps plein. Vide : inconnu, et non zéro.",
    }
    fieldsets = [
        (None, {"fields": ["domaine", "date", "perimetre"]}),
        ("Nombre", {"fields": [("agents", "etp")]}),
    ]
