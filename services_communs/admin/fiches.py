from django.contrib import admin

from services_communs.models import (
    CommunesConcernees,
    Fiche,
    Objectif,
    PisteAction,
    Realisation,
)


class ObjectifInline(admin.TabularInline):
    model = Objectif
    extra = 0


class PisteActionInline(admin.TabularInline):
    model = PisteAction
    extra = 0
    show_change_link = True
    verbose_name_plural = "pistes d’action (« Modifier » ouvre les collectivités concernées)"


class RealisationInline(admin.StackedInline):
    model = Realisation
    extra = 0
    autocomplete_fields = ["beneficiaires"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("ordre", "rubrique"),
                    "titre",
                    "detail",
                    ("etat", "echeance", "precision"),
                    "toutes_les_communes",
                    ("beneficiaires", "autres_beneficiaires"),
                ]
            },
        ),
    ]


class CommunesConcerneesInline(admin.TabularInline):
    model = CommunesConcernees
    extra = 0
    autocomplete_fields = ["collectivites"]


class ParDomaine:
    """Un contributeur ne voit ici que les lignes de ses domaines."""

    def get_queryset(self, request):
        return super().get_queryset(request).modifiables_par(request.user)


@admin.register(Fiche)
class FicheAdmin(ParDomaine, admin.ModelAdmin):
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

    def get_readonly_fields(self, request, obj=None):
        """Un contributeur remplit sa fiche, il ne la confie pas à un autre domaine."""
        return ["domaine", "annee", "responsable"] if request.user.est_contributeur else []


@admin.register(PisteAction)
class PisteActionAdmin(ParDomaine, admin.ModelAdmin):
    list_display = ["texte", "fiche", "formalisme"]
    list_filter = ["fiche__annee", "fiche__domaine"]
    list_select_related = ["fiche__domaine"]
    search_fields = ["texte", "formalisme", "fiche__domaine__titre"]
    autocomplete_fields = ["fiche"]
    fieldsets = [(None, {"fields": ["fiche", "ordre", "texte", "formalisme"]})]
    inlines = [CommunesConcerneesInline]

    def get_readonly_fields(self, request, obj=None):
        return ["fiche"] if request.user.est_contributeur else []
