from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.motif import apres_motif
from gouvernance.admin.pages import (
    BlocsInline,
    PageAdmin,
    SansChevauchementFormSet,
    TableauInline,
)
from gouvernance.francais import accord
from gouvernance.instances.operations import inscrire_d_office
from gouvernance.models import Elu, Instance, Mandat, Mandature, MembreInstance


def debut_de_mandat() -> dict:
    """De quoi préremplir un mandat : la mandature en cours et son premier jour."""
    mandature = Mandature.objects.en_cours_le(timezone.localdate()).first()
    return {"mandature": mandature, "date_debut": mandature.date_debut} if mandature else {}


class MandatFormSet(SansChevauchementFormSet):
    memes = ["fonction", "delegation"]


class MandatInline(BlocsInline):
    model = Mandat
    formset = MandatFormSet
    autocomplete_fields = ["mandature"]
    fields = [("fonction", "rang", "delegation"), ("mandature", "date_debut", "date_fin")]

    def get_extra(self, request, obj=None, **kwargs):
        """Une nouvelle personne a d'emblée la ligne de sa première fonction."""
        return 0 if obj else 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("elu", "mandature")


class MembreFormSet(SansChevauchementFormSet):
    memes = ["mandat"]


class MembreInline(TableauInline):
    model = MembreInstance
    formset = MembreFormSet
    autocomplete_fields = ["mandat"]
    fields = ["mandat", "qualite", "date_debut", "date_fin"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("instance", "mandat__elu")


@admin.register(Instance)
class InstanceAdmin(PageAdmin):
    list_display = ["nom", "nature", "effectif", "places", "delai_convocation", "collectivite"]
    list_filter = ["nature", EnCoursListFilter]
    list_select_related = ["collectivite"]
    search_fields = ["nom", "reference", "collectivite__nom"]
    autocomplete_fields = ["collectivite"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "collectivite",
                    ("nom", "nature", "ordre"),
                    ("effectif", "delai_convocation"),
                    ("date_debut", "precision_debut", "date_fin"),
                ]
            },
        ),
        ("Règles", {"fields": ["regles", "reference"]}),
    ]
    inlines = [MembreInline]
    actions = ["inscrire_les_membres_d_office"]

    @apres_motif
    @admin.action(
        description="Inscrire les membres d’office (conseillers, maires, exécutif)",
        permissions=["change"],
    )
    def inscrire_les_membres_d_office(self, request, queryset):
        for instance in queryset:
            try:
                phrase = self._inscrire_d_office(request, instance)
            except ValidationError as erreur:
                self.message_user(request, " ".join(erreur.messages), messages.ERROR)
            else:
                self.message_user(request, f"{instance} : {phrase}")

    @transaction.atomic
    def _inscrire_d_office(self, request, instance) -> str:
        nombre = inscrire_d_office(instance, timezone.localdate())
        if not nombre:
            return "rien à inscrire d’après les mandats en cours."
        phrase = f"{nombre} {accord(nombre, 'place inscrite', 'places inscrites')}."
        self.log_change(request, instance, f"Inscription d’office : {phrase}")
        return phrase

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(nombre_de_places=Count("membres"))

    @admin.display(description="places saisies", ordering="nombre_de_places")
    def places(self, instance):
        return instance.nombre_de_places


@admin.register(Elu)
class EluAdmin(PageAdmin):
    list_display = ["nom", "prenom", "commune", "sexe"]
    list_display_links = ["nom", "prenom"]
    list_filter = ["sexe", "mandats__fonction"]
    list_select_related = ["commune"]
    search_fields = ["nom", "prenom", "commune__nom"]
    autocomplete_fields = ["commune"]
    fieldsets = [
        (
            None,
            {
                "fields": [("prenom", "nom", "sexe"), "commune"],
                "description": (
                    "Une personne, puis ses fonctions. Ses places dans les commissions et les "
                    "autres instances se saisissent sur la page de l’instance."
                ),
            },
        ),
    ]
    inlines = [MandatInline]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        arguments = super().get_formset_kwargs(request, obj, inline, prefix)
        return arguments if obj.pk else arguments | {"initial": [debut_de_mandat()]}


@admin.register(Mandat)
class MandatAdmin(PageAdmin):
    relations_du_nom = ["elu"]
    list_display = ["elu", "fonction", "rang", "commune", "date_debut", "date_fin"]
    list_filter = [EnCoursListFilter, "fonction", "mandature"]
    list_select_related = ["elu__commune"]
    search_fields = ["elu__nom", "elu__prenom", "elu__commune__nom", "delegation"]
    autocomplete_fields = ["elu", "mandature"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "elu",
                    ("fonction", "rang"),
                    "delegation",
                    ("mandature", "date_debut", "date_fin"),
                ]
            },
        ),
    ]

    @admin.display(description="commune", ordering="elu__commune__nom_de_tri")
    def commune(self, mandat):
        return mandat.elu.commune

    def get_changeform_initial_data(self, request):
        """Un mandat qu'on saisit commence d'ordinaire avec la mandature."""
        return debut_de_mandat() | super().get_changeform_initial_data(request)


@admin.register(MembreInstance)
class MembreInstanceAdmin(PageAdmin):
    relations_du_nom = ["mandat__elu", "instance"]
    list_display = ["mandat", "instance", "qualite", "date_debut", "date_fin"]
    list_filter = [EnCoursListFilter, "qualite", "instance"]
    list_select_related = ["instance", "mandat__elu"]
    search_fields = ["mandat__elu__nom", "mandat__elu__prenom", "instance__nom"]
    autocomplete_fields = ["instance", "mandat"]
    aides = {
        "qualite": (
            "Un suppléant est propre à la commune qui n’a qu’un siège (CGCT, art. L. 5211-6)."
        ),
    }
    fieldsets = [
        (None, {"fields": ["instance", "mandat", "qualite", ("date_debut", "date_fin")]}),
    ]
