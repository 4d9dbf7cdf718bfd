from django.contrib import admin
from django.db.models import Sum

from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, TableauInline
from gouvernance.models import Deliberation, Mandature, Schema, Sieges, Texte


@admin.register(Deliberation)
class DeliberationAdmin(PageAdmin):
    list_display = ["objet", "assemblee", "date", "numero", "sens_du_vote"]
    list_filter = ["collectivite__nature", "date"]
    search_fields = ["objet", "assemblee", "numero", "collectivite__nom"]
    autocomplete_fields = ["collectivite"]
    date_hierarchy = "date"
    fieldsets = [
        (None, {"fields": ["collectivite", "assemblee", ("date", "precision"), "numero"]}),
        ("Décision", {"fields": ["objet", "sens_du_vote"]}),
    ]


class SiegesInline(TableauInline):
    model = Sieges
    autocomplete_fields = ["commune"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("commune")


@admin.register(Mandature)
class MandatureAdmin(PageAdmin):
    list_display = ["nom", "date_debut", "date_fin", "nombre_de_sieges"]
    list_filter = [EnCoursListFilter]
    search_fields = ["nom"]
    fieldsets = [
        (
            None,
            {
                "fields": ["nom", ("date_debut", "date_fin")],
                "description": (
                    "La répartition des sièges est arrêtée par le préfet "
                    "(CGCT, art. L. 5211-6-1) ; chaque commune en a au moins un."
                ),
            },
        ),
    ]
    inlines = [SiegesInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(total_sieges=Sum("sieges__nombre"))

    @admin.display(description="sièges", ordering="total_sieges")
    def nombre_de_sieges(self, mandature):
        return mandature.total_sieges


@admin.register(Schema)
class SchemaAdmin(PageAdmin):
    list_display = ["nom", "annee_debut", "annee_fin", "deliberation"]
    list_select_related = ["deliberation"]
    search_fields = ["nom", "orientations"]
    autocomplete_fields = ["deliberation"]
    fieldsets = [
        (
            None,
            {
                "fields": ["nom", ("annee_debut", "annee_fin"), "deliberation"],
                "description": (
                    "Facultatif depuis 2020 (CGCT, art. L. 5211-39-1) ; un schéma adopté "
                    "vaut jusqu’au suivant."
                ),
            },
        ),
        ("Contenu", {"fields": ["orientations"]}),
    ]


@admin.register(Texte)
class TexteAdmin(PageAdmin):
    list_display = ["reference", "objet", "categorie", "version_citee", "date_verification"]
    list_filter = ["categorie", "date_verification"]
    search_fields = ["reference", "objet", "contenu"]
    fieldsets = [
        (None, {"fields": ["categorie", "ordre", "reference", "objet", "contenu"]}),
        ("Version", {"fields": ["version_citee", "date_verification", "evolution"]}),
    ]
