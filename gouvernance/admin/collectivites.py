from django import forms
from django.contrib import admin
from django.utils import timezone

from gouvernance.a_completer import ACompleter
from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, TableauInline
from gouvernance.models import CCAS, Collectivite, Commune, Graphie, Population
from gouvernance.querysets import CollectiviteQuerySet


class GraphieInline(TableauInline):
    model = Graphie
    verbose_name_plural = "graphies rencontrées dans les documents (jamais affichées)"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("collectivite")


class PopulationInline(TableauInline):
    model = Population
    aides = {
        "millesime": "Année de référence du recensement, trois ans avant son entrée en vigueur.",
        "municipale": "Celle qui répartit les sièges (CGCT, art. L. 5211-6-1).",
    }

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("collectivite")


class CommuneForm(forms.ModelForm):
    nature = forms.CharField(
        disabled=True, initial=Collectivite.Nature.COMMUNE, widget=forms.HiddenInput
    )


class CCASForm(forms.ModelForm):
    nature = forms.CharField(
        disabled=True, initial=Collectivite.Nature.CCAS, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "commune" in self.fields:
            self.fields["commune"].required = True


@admin.register(Collectivite)
class CollectiviteAdmin(PageAdmin):
    """Toutes, pour la recherche ; on n'y saisit que la métropole et les collectivités tierces."""

    list_display = ["nom", "nature", "code_insee", "siren"]
    list_filter = ["nature"]
    search_fields = ["nom", "code_insee", "siren", "graphies__texte"]
    autocomplete_fields = ["commune", "successeur"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "nature",
                    ("nom", "article"),
                    ("code_insee", "siren", "siret"),
                    "commune",
                ],
                "description": (
                    "Pour une commune ou un CCAS, les pages « Communes » et « CCAS » "
                    "ne montrent que les champs utiles."
                ),
            },
        ),
        ("Appartenance", {"fields": ["date_debut", "precision_debut", "date_fin", "successeur"]}),
        ("Situation", {"fields": [("latitude", "longitude")]}),
    ]
    inlines = [GraphieInline]
    view_on_site = False


@admin.register(Commune)
class CommuneAdmin(PageAdmin):
    form = CommuneForm
    list_display = ["nom", "code_insee", "siren", "date_debut", "date_fin", "successeur"]
    list_filter = [EnCoursListFilter]
    list_select_related = ["successeur"]
    search_fields = ["nom", "code_insee", "siren", "graphies__texte"]
    autocomplete_fields = ["successeur"]
    a_completer = [
        ACompleter(
            "population",
            "commune dont la population est à actualiser",
            "communes dont la population est à actualiser",
            lambda communes: communes.sans_population_en_vigueur_le(timezone.localdate()),
        ),
        ACompleter(
            "sans_siren",
            "commune sans numéro SIREN",
            "communes sans numéro SIREN",
            CollectiviteQuerySet.sans_siren,
        ),
    ]
    aides = {
        "code_insee": "Cinq caractères, dans le code officiel géographique.",
        "siren": "Neuf chiffres, dont une clé de contrôle (décret n° 73-314 du 14 mars 1973).",
    }
    fieldsets = [
        (None, {"fields": ["nature", ("nom", "article"), ("code_insee", "siren", "siret")]}),
        (
            "Appartenance à la métropole",
            {
                "fields": [("date_debut", "precision_debut"), "date_fin", "successeur"],
                "description": (
                    "Une commune nouvelle succède à celles qui fusionnent : "
                    "elles prennent fin la veille de sa création."
                ),
            },
        ),
        ("Situation", {"fields": [("latitude", "longitude")]}),
    ]
    inlines = [PopulationInline, GraphieInline]


@admin.register(CCAS)
class CCASAdmin(PageAdmin):
    form = CCASForm
    list_display = ["nom", "commune", "siren"]
    list_select_related = ["commune"]
    search_fields = ["nom", "siren", "commune__nom", "graphies__texte"]
    autocomplete_fields = ["commune"]
    a_completer = [
        ACompleter(
            "sans_siren",
            "CCAS sans numéro SIREN",
            "CCAS sans numéro SIREN",
            CollectiviteQuerySet.sans_siren,
        ),
    ]
    aides = {
        "siren": "Neuf chiffres, dont une clé de contrôle (décret n° 73-314 du 14 mars 1973).",
    }
    fieldsets = [
        (
            None,
            {
                "fields": ["nature", ("nom", "article"), "commune", ("siren", "siret")],
                "description": (
                    "Établissement public distinct de sa commune (CASF, art. L. 123-6) : "
                    "il adhère en son nom propre, la commune paie pour les deux."
                ),
            },
        ),
    ]
    inlines = [GraphieInline]

    def get_changeform_initial_data(self, request):
        return {"article": Collectivite.Article.LE} | super().get_changeform_initial_data(request)
