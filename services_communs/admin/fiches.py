from django.contrib import admin

from gouvernance.admin.pages import BlocsInline, PageAdmin, TableauInline
from services_communs.models import (
    CommunesConcernees,
    Fiche,
    Objectif,
    PisteAction,
    Realisation,
)


class ObjectifInline(TableauInline):
    model = Objectif


class PisteActionInline(TableauInline):
    model = PisteAction
    show_change_link = True
    verbose_name_plural = "pistes d’action (« Modifier » ouvre les collectivités concernées)"


class RealisationInline(BlocsInline):
    model = Realisation
    autocomplete_fields = ["beneficiaires"]
    classes = ["collapse"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("ordre", "rubrique"),
                    "titre",
                    "detail",
                    ("etat", "echeance", "precision"),
                    ("toutes_les_communes", "beneficiaires"),
                    "autres_beneficiaires",
                ]
            },
        ),
    ]


class CommunesConcerneesInline(TableauInline):
    model = CommunesConcernees
    autocomplete_fields = ["collectivites"]


class ParDomaine:
    """Un contributeur ne voit ici que les lignes de ses domaines."""

    def get_queryset(self, request):
        return super().get_queryset(request).modifiables_par(request.user)


@admin.register(Fiche)
class FicheAdmin(ParDomaine, PageAdmin):
    list_display = ["domaine", "annee", "etat", "responsable"]
    list_filter = ["annee", "etat", "domaine"]
    list_select_related = ["domaine", "responsable"]
    search_fields = ["domaine__titre", "responsable__last_name", "faits_marquants"]
    autocomplete_fields = ["domaine", "responsable"]
    fieldsets = [
        (None, {"fields": [("domaine", "annee"), ("etat", "responsable")]}),
        (
            "Ce que dit le rapport",
            {
                "fields": ["faits_marquants", "points_de_vigilance", "a_etudier", "prerequis"],
                "description": "Un champ vide n’apparaît pas dans le rapport.",
            },
        ),
    ]
    inlines = [ObjectifInline, PisteActionInline, RealisationInline]
    save_on_top = True

    def get_readonly_fields(self, request, obj=None):
        """Un contributeur remplit sa fiche, il ne la confie pas à un autre domaine."""
        return ["domaine", "annee", "responsable"] if request.user.est_contributeur else []


@admin.register(PisteAction)
class PisteActionAdmin(ParDomaine, PageAdmin):
    list_display = ["texte", "fiche", "formalisme"]
    list_filter = ["fiche__annee", "fiche__domaine"]
    list_select_related = ["fiche__domaine"]
    search_fields = ["texte", "formalisme", "fiche__domaine__titre"]
    autocomplete_fields = ["fiche"]
    fieldsets = [(None, {"fields": ["fiche", "ordre", "texte", "formalisme"]})]
    inlines = [CommunesConcerneesInline]

    def get_readonly_fields(self, request, obj=None):
        return ["fiche"] if request.user.est_contributeur else []
