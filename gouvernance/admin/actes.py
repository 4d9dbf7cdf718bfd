from django import forms
from django.contrib import admin, messages
from django.db.models import Sum
from django.utils import timezone

from gouvernance.a_completer import ACompleter
from gouvernance.admin.filtres import EnCoursListFilter
from gouvernance.admin.pages import PageAdmin, TableauInline
from gouvernance.models import Deliberation, Mandature, Schema, Sieges, Texte
from gouvernance.regles import MATIERES, RUBRIQUES, matieres_de


class DeliberationForm(forms.ModelForm):
    """La matière se choisit dans la nomenclature ; un code plus fin déjà saisi y reste."""

    matiere_code = forms.ChoiceField(
        label="Matière", required=False, help_text="Nomenclature des actes transmis au préfet."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.instance.matiere_code
        connu = [(code, f"{code} {self.instance.intitule_de_la_matiere}")]
        if "matiere_code" in self.fields:
            self.fields["matiere_code"].choices = [
                ("", "non renseignée"),
                *(connu if code and code not in MATIERES else []),
                *[(RUBRIQUES[rang], matieres_de(rang)) for rang in RUBRIQUES],
            ]


@admin.register(Deliberation)
class DeliberationAdmin(PageAdmin):
    form = DeliberationForm
    list_display = ["objet", "assemblee", "date", "numero", "matiere_code", "resultat"]
    list_filter = ["nature", "resultat", "instance", "collectivite__nature", "date"]
    search_fields = ["objet", "assemblee", "numero", "collectivite__nom", "identifiant_actes"]
    autocomplete_fields = ["collectivite", "instance", "seance"]
    date_hierarchy = "date"
    aides = {
        "abstentions": "Elles ne comptent pas dans les suffrages exprimés (CGCT, art. L. 2121-20).",
        "majorite": (
            "Les deux tiers sont demandés d’office après l’avis défavorable d’une commune "
            "(CGCT, art. L. 5211-57)."
        ),
    }
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "nature",
                    "collectivite",
                    ("instance", "seance"),
                    "assemblee",
                    ("date", "precision"),
                    "numero",
                ],
                "description": (
                    "Une délibération porte la date de la séance qui l’adopte ; une décision du "
                    "président n’a ni séance, ni vote (CGCT, art. L. 5211-10)."
                ),
            },
        ),
        ("Décision", {"fields": ["objet", "matiere_code", "matiere_nom", "matiere_reservee"]}),
        (
            "Vote",
            {
                "fields": [
                    ("pour", "contre", "abstentions", "sans_participation"),
                    "majorite",
                    "voix_du_president",
                    "resultat",
                    "sens_du_vote",
                ],
                "description": (
                    "Une délibération s’adopte à la majorité des suffrages exprimés, abstentions "
                    "non comptées (CGCT, art. L. 2121-20). Les deux tiers des membres sont "
                    "demandés d’office après un avis défavorable (art. L. 5211-57) ou pour fixer "
                    "librement une attribution de compensation."
                ),
            },
        ),
        (
            "Contrôle de légalité et publication",
            {"fields": [("transmise_le", "identifiant_actes"), "adresse"]},
        ),
    ]

    def save_model(self, request, obj, form, change):
        """Une matière réservée décidée par un autre que le conseil s'enregistre, signalée."""
        super().save_model(request, obj, form, change)
        if obj.delegation_interdite:
            messages.warning(request, obj.delegation_interdite)


class SiegesInline(TableauInline):
    model = Sieges
    aides = {
        "nombre": (
            "Au moins un par commune, et au plus la moitié du conseil pour une seule (CGCT, "
            "art. L. 5211-6-1)."
        ),
    }
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
    aides = {
        "deliberation": (
            "Celle qui l’approuve, après l’avis des communes : trois mois, le silence vaut "
            "accord (CGCT, art. L. 5211-39-1)."
        ),
    }
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
    a_completer = [
        ACompleter(
            "a_verifier",
            "référence à vérifier depuis plus d’un an",
            "références à vérifier depuis plus d’un an",
            lambda textes: textes.a_verifier_le(timezone.localdate()),
        ),
    ]
    fieldsets = [
        (None, {"fields": ["categorie", "ordre", "reference", "objet", "contenu"]}),
        ("Version", {"fields": ["version_citee", "date_verification", "evolution"]}),
    ]
