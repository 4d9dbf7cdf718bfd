from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction

from gouvernance.a_completer import ACompleter
from gouvernance.admin.motif import apres_motif
from gouvernance.admin.pages import BlocsInline, PageAdmin, TableauInline
from gouvernance.francais import INSECABLE, accord
from services_communs.fiches.querysets import FicheQuerySet
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


class FicheConservee(ParDomaine):
    """Un contributeur ne change plus une fiche qu'il a soumise."""

    def has_change_permission(self, request, obj=None):
        permis = super().has_change_permission(request, obj)
        if obj is None or not request.user.est_contributeur:
            return permis
        return permis and self.fiche_de(obj).est_ouverte


@admin.register(Fiche)
class FicheAdmin(FicheConservee, PageAdmin):
    relations_du_nom = ["domaine"]
    list_display = ["domaine", "annee", "etat", "responsable", "echeance"]
    list_filter = ["annee", "etat", "domaine"]
    list_select_related = ["domaine", "responsable"]
    search_fields = ["domaine__titre", "responsable__last_name", "faits_marquants"]
    autocomplete_fields = ["domaine", "responsable"]
    a_completer = [
        ACompleter(
            "a_valider",
            "fiche à valider",
            "fiches à valider",
            FicheQuerySet.a_valider,
            droit="services_communs.valider_fiche",
        ),
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [("domaine", "annee"), ("responsable", "echeance"), "etat"],
                "description": (
                    "La saisie et la relecture se font sur le site, depuis le suivi de la "
                    "campagne ; l’état y change avec elles."
                ),
            },
        ),
        (
            "Ce que dit le rapport",
            {
                "fields": ["faits_marquants", "points_de_vigilance", "a_etudier", "prerequis"],
                "description": "Un champ vide n’apparaît pas dans le rapport.",
            },
        ),
    ]
    inlines = [ObjectifInline, PisteActionInline, RealisationInline]
    actions = ["valider"]

    def fiche_de(self, fiche):
        return fiche

    def get_readonly_fields(self, request, obj=None):
        """Un contributeur remplit sa fiche, il ne la confie pas à un autre domaine."""
        confiee = ["domaine", "annee", "responsable", "echeance"]
        return ["etat", *confiee] if request.user.est_contributeur else ["etat"]

    def has_valider_permission(self, request):
        return request.user.has_perm("services_communs.valider_fiche")

    @apres_motif
    @admin.action(description="Valider les fiches soumises", permissions=["valider"])
    def valider(self, request, queryset):
        validees = 0
        for fiche in queryset:
            try:
                with transaction.atomic():
                    fiche.valider(request.user)
                    self.log_change(request, fiche, "Validée.")
            except ValidationError as refus:
                self.message_user(request, " ".join(refus.messages), messages.WARNING)
            else:
                validees += 1
        if validees:
            bilan = accord(validees, "fiche validée", "fiches validées")
            self.message_user(request, f"{validees}{INSECABLE}{bilan}.", messages.SUCCESS)


@admin.register(PisteAction)
class PisteActionAdmin(FicheConservee, PageAdmin):
    list_display = ["texte", "fiche", "formalisme"]
    list_filter = ["fiche__annee", "fiche__domaine"]
    list_select_related = ["fiche__domaine"]
    search_fields = ["texte", "formalisme", "fiche__domaine__titre"]
    autocomplete_fields = ["fiche"]
    fieldsets = [(None, {"fields": ["fiche", "ordre", "texte", "formalisme"]})]
    inlines = [CommunesConcerneesInline]

    def fiche_de(self, piste):
        return piste.fiche

    def get_readonly_fields(self, request, obj=None):
        return ["fiche"] if request.user.est_contributeur else []
