from django.contrib import admin
from django.db.models import Count
from django.utils import timezone

from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, SansChevauchementFormSet, TableauInline
from gouvernance.models import Elu, Instance, Mandat, Mandature, MembreInstance


def mandature_en_cours() -> Mandature | None:
    return Mandature.objects.en_cours_le(timezone.localdate()).first()


class MandatFormSet(SansChevauchementFormSet):
    memes = ["fonction", "delegation"]


class MandatInline(TableauInline):
    model = Mandat
    formset = MandatFormSet
    autocomplete_fields = ["mandature"]
    fields = ["fonction", "rang", "delegation", "mandature", "date_debut", "date_fin"]

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


@admin.register(Mandat)
class MandatAdmin(PageAdmin):
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
        mandature = mandature_en_cours()
        initiales = {"mandature": mandature, "date_debut": mandature and mandature.date_debut}
        return initiales | super().get_changeform_initial_data(request)


@admin.register(MembreInstance)
class MembreInstanceAdmin(PageAdmin):
    list_display = ["mandat", "instance", "qualite", "date_debut", "date_fin"]
    list_filter = [EnCoursListFilter, "qualite", "instance"]
    list_select_related = ["instance", "mandat__elu"]
    search_fields = ["mandat__elu__nom", "mandat__elu__prenom", "instance__nom"]
    autocomplete_fields = ["instance", "mandat"]
    fieldsets = [
        (None, {"fields": ["instance", "mandat", "qualite", ("date_debut", "date_fin")]}),
    ]
