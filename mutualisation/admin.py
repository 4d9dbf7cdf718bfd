from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django_tasks_db.models import DBTaskResult

from gouvernance.admin.pages import BlocsInline, PageAdmin
from gouvernance.francais import nombre
from mutualisation.models import ChiffreAnnonce, Rapport, TexteChapitre

# Une file technique : les productions disent en français ce qu'il en est.
admin.site.unregister(DBTaskResult)


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


@admin.register(ChiffreAnnonce)
class ChiffreAnnonceAdmin(PageAdmin):
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
        ("Écart", {"fields": ["explication"]}),
    ]

    @admin.display(description="valeur annoncée", ordering="valeur")
    def valeur_annoncee(self, chiffre):
        return f"{chiffre.qualificatif} {nombre(chiffre.valeur)} {chiffre.unite}".strip()
