from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from gouvernance.admin.pages import BlocsInline, PageAdmin
from gouvernance.francais import nombre
from mutualisation.controles.explications import noter_les_ecarts
from mutualisation.models import (
    ChiffreAnnonce,
    DateAnnoncee,
    Edition,
    FichierEdition,
    Import,
    Rapport,
    RelationAnnoncee,
    TexteChapitre,
)

# Une file technique : les productions disent en français ce qu'il en est.
admin.site.unregister(DBTaskResult)
# Leurs pages montreraient les clés : /connexions/second-facteur/ en tient lieu.
admin.site.unregister([StaticDevice, TOTPDevice])


class TexteChapitreInline(BlocsInline):
    model = TexteChapitre
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget({"rows": 12})}}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rapport")


@admin.register(Rapport)
class RapportAdmin(PageAdmin):
    list_display = ["annee", "titre", "date_observation"]
    search_fields = ["annee", "titre", "textes__texte"]
    fieldsets = [
        (
            None,
            {
                "fields": ["annee", "titre", "date_observation", "echeance", "effectif_minimal"],
                "description": (
                    "Le président rend compte chaque année au conseil de l’avancement du schéma, "
                    "lors du débat d’orientation budgétaire ou, à défaut, du vote du budget "
                    "(CGCT, art. L. 5211-39-1)."
                ),
            },
        ),
    ]
    inlines = [TexteChapitreInline]


class FigeeAdmin:
    """Une édition se lit : elle ne s'ajoute, ne se modifie ni ne se supprime ici."""

    def has_add_permission(self, *args):
        return False

    def has_change_permission(self, *args):
        return False

    def has_delete_permission(self, *args):
        return False


class FichierEditionInline(FigeeAdmin, admin.TabularInline):
    model = FichierEdition
    fields = ["fichier", "type_mime", "poids", "empreinte"]
    readonly_fields = ["fichier", "poids"]
    extra = 0

    def get_queryset(self, request):
        fichiers = super().get_queryset(request).select_related("edition__rapport")
        return fichiers.defer("contenu")

    @admin.display(description="fichier")
    def fichier(self, fichier):
        edition = fichier.edition
        arguments = [edition.rapport.annee, edition.numero, fichier.nom]
        adresse = reverse("edition_fichier", args=arguments)
        return format_html('<a href="{}">{}</a>', adresse, fichier.nom)

    @admin.display(description="taille")
    def poids(self, fichier):
        return filesizeformat(fichier.taille)


@admin.register(Edition)
class EditionAdmin(FigeeAdmin, PageAdmin):
    relations_du_nom = ["rapport"]
    list_display = ["rapport", "numero", "publiee_le", "publiee_par", "motif"]
    list_filter = ["rapport"]
    list_select_related = ["rapport", "publiee_par"]
    search_fields = ["rapport__annee", "motif", "empreinte"]
    fields = ["rapport", "numero", "publiee_le", "publiee_par", "motif", "empreinte", "rendue_par"]
    readonly_fields = ["rendue_par"]
    inlines = [FichierEditionInline]

    @admin.display(description="rendue par")
    def rendue_par(self, edition):
        return format_html_join(mark_safe("<br>"), "{}\u00a0: {}", edition.logiciel.items())


@admin.register(Import)
class ImportAdmin(FigeeAdmin, PageAdmin):
    list_display = ["nom", "ressource", "etat", "envoye_le", "envoye_par", "applique_le"]
    list_filter = ["etat", "ressource"]
    list_select_related = ["envoye_par"]
    search_fields = ["nom", "motif", "empreinte"]
    fieldsets = [
        ("Fichier", {"fields": ["nom", "feuille", "ressource", "lignes", "taille", "empreinte"]}),
        ("Envoi", {"fields": ["envoye_le", "envoye_par", "etat"]}),
        ("Application", {"fields": ["applique_le", "confirme_par", "motif"]}),
        ("Bilan", {"fields": [("creees", "changees", "inchangees")]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).sans_contenu()


class EcartAdmin:
    """Une explication est gardée avec les valeurs pour lesquelles elle a été écrite.

    Enregistrer la page telle quelle la confirme pour celles d'aujourd'hui.
    """

    readonly_fields = ("ecarts_expliques",)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "explication" in form.changed_data or not form.changed_data:
            noter_les_ecarts(form.instance)


@admin.register(ChiffreAnnonce)
class ChiffreAnnonceAdmin(EcartAdmin, PageAdmin):
    list_display = ["libelle", "annee", "valeur_annoncee", "grandeur", "document", "emplacement"]
    list_filter = ["annee", "grandeur", "document"]
    search_fields = ["libelle", "document", "emplacement", "collectivite__nom", "domaine__titre"]
    autocomplete_fields = ["collectivite", "domaine", "service", "indicateur"]
    fieldsets = [
        ("Où il est écrit", {"fields": ["document", "emplacement", "libelle"]}),
        ("Ce qu’il dit", {"fields": ["annee", ("qualificatif", "valeur", "unite")]}),
        (
            "Ce qu’il prétend mesurer",
            {
                "fields": ["grandeur", "collectivite", "domaine", "service", "indicateur"],
                "description": "Le chiffre recalculé porte sur tout ce qui est rempli ici.",
            },
        ),
        ("Écart", {"fields": ["explication", "ecarts_expliques"]}),
    ]

    @admin.display(description="valeur annoncée", ordering="valeur")
    def valeur_annoncee(self, chiffre):
        return f"{chiffre.qualificatif} {nombre(chiffre.valeur)} {chiffre.unite}".strip()


@admin.register(DateAnnoncee)
class DateAnnonceeAdmin(EcartAdmin, PageAdmin):
    list_display = ["fait", "jour", "document", "emplacement"]
    list_filter = ["document"]
    search_fields = ["fait", "document", "emplacement"]
    autocomplete_fields = ["deliberation"]
    fieldsets = [
        ("Où elle est écrite", {"fields": ["document", "emplacement"]}),
        ("Ce qu’elle dit", {"fields": ["fait", ("jour", "precision"), "deliberation"]}),
        ("Écart", {"fields": ["explication", "ecarts_expliques"]}),
    ]


@admin.register(RelationAnnoncee)
class RelationAnnonceeAdmin(EcartAdmin, PageAdmin):
    list_display = ["libelle", "operation", "total"]
    list_filter = ["operation"]
    list_select_related = ["total"]
    search_fields = ["libelle", "total__libelle"]
    autocomplete_fields = ["total", "termes"]
    fieldsets = [
        (None, {"fields": ["libelle", "operation", "total", "termes"]}),
        ("Écart", {"fields": ["explication", "ecarts_expliques"]}),
    ]
