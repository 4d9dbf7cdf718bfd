from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from gouvernance.a_completer import ACompleter
from gouvernance.admin.pages import PageAdmin, TableauInline
from gouvernance.admin.relations import LignesFormSet
from gouvernance.francais import enumerer
from gouvernance.models import Document, EnvoiInformation, PointOrdreDuJour, Presence, Seance
from gouvernance.regles import mandataires_absents
from gouvernance.seances.contenu import PRESENTS


class PresencesFormSet(LignesFormSet):
    """Les présences se vérifient ensemble : un pouvoir renvoie à une autre ligne."""

    def clean(self):
        super().clean()
        lignes = [
            formulaire.instance
            for formulaire in self.forms
            if formulaire.is_valid() and formulaire.cleaned_data
            if formulaire not in self.deleted_forms
        ]
        noms = {ligne.pouvoir_a_id: ligne.pouvoir_a for ligne in lignes if ligne.pouvoir_a_id}
        absents = mandataires_absents(
            {ligne.membre_id: ligne.pouvoir_a_id for ligne in lignes if ligne.pouvoir_a_id},
            {ligne.membre_id for ligne in lignes if ligne.etat in PRESENTS},
        )
        if absents:
            elus = enumerer(sorted(str(noms[membre].mandat.elu) for membre in absents))
            raise ValidationError(
                f"Un pouvoir se donne à un membre présent : {elus} ne l’est pas "
                "(CGCT, art. L. 2121-20)."
            )


class PointInline(TableauInline):
    model = PointOrdreDuJour
    autocomplete_fields = ["rapporteur"]


class PresenceInline(TableauInline):
    model = Presence
    aides = {
        "pouvoir_a": "À un membre présent, un seul chacun (CGCT, art. L. 2121-20).",
    }
    formset = PresencesFormSet
    autocomplete_fields = ["membre", "pouvoir_a"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("membre__mandat__elu", "membre__instance", "pouvoir_a__mandat__elu")
        )


class EnvoiInline(TableauInline):
    model = EnvoiInformation
    aides = {
        "fait_le": (
            "La liste des délibérations parvient dans le mois aux conseillers municipaux "
            "(CGCT, art. L. 5211-40-2)."
        ),
    }
    autocomplete_fields = ["commune"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("commune")


class DocumentInline(TableauInline):
    """Un document se joint et se retire sur la page de la séance, qui vérifie son contenu."""

    model = Document
    fields = readonly_fields = ["telecharger", "date", "type_mime", "taille", "ajoute_par"]
    can_delete = False

    def has_add_permission(self, request, obj):
        return False

    @admin.display(description="document")
    def telecharger(self, document):
        adresse = reverse("document_fichier", args=[document.pk])
        return format_html('<a href="{}">{}</a>', adresse, document.titre)


@admin.register(Seance)
class SeanceAdmin(PageAdmin):
    relations_du_nom = ["instance"]
    list_display = ["instance", "jour", "initiative", "convoquee_le", "proces_verbal_arrete_le"]
    list_select_related = ["instance"]
    list_filter = ["instance__nature", "initiative", "jour"]
    search_fields = ["instance__nom", "lieu", "points__objet"]
    autocomplete_fields = ["instance"]
    date_hierarchy = "jour"
    a_completer = [
        ACompleter(
            "sans_proces_verbal",
            "séance sans procès-verbal arrêté",
            "séances sans procès-verbal arrêté",
            lambda seances: seances.sans_proces_verbal_le(timezone.localdate()),
        ),
    ]
    aides = {
        "convoquee_le": (
            "Ni le jour de l’envoi ni celui de la séance ne comptent dans les jours francs "
            "(CGCT, art. L. 2121-12)."
        ),
        "pouvoirs": "Un seul pouvoir par membre présent (CGCT, art. L. 2121-20).",
        "liste_publiee_le": "Dans la semaine qui suit la séance (CGCT, art. L. 2121-25).",
        "proces_verbal_arrete_le": "Au début de la séance suivante (CGCT, art. L. 2121-15).",
        "proces_verbal_publie_le": (
            "Dans la semaine qui suit la séance où il est arrêté (CGCT, art. L. 2121-15)."
        ),
    }
    fieldsets = [
        (None, {"fields": ["instance", ("jour", "heure"), "lieu"]}),
        ("Initiative", {"fields": [("initiative", "maires_demandeurs")]}),
        (
            "Convocation",
            {
                "fields": ["convoquee_le", ("identifiant_convocation", "adresse_convocation")],
                "description": (
                    "Cinq jours francs au moins avant une séance du conseil métropolitain "
                    "(CGCT, art. L. 2121-12 et L. 5211-1). Le site n’envoie pas la convocation."
                ),
            },
        ),
        (
            "Présences",
            {
                "fields": ["membres_en_exercice", ("presents", "suppleants", "pouvoirs")],
                "description": (
                    "Les nombres, si les présences ne sont pas notées nom par nom. Le quorum est "
                    "la majorité des membres en exercice, sans les pouvoirs "
                    "(CGCT, art. L. 2121-17)."
                ),
            },
        ),
        (
            "Suites",
            {
                "fields": [
                    "liste_publiee_le",
                    "proces_verbal",
                    ("proces_verbal_arrete_le", "proces_verbal_publie_le"),
                ],
            },
        ),
    ]
    inlines = [PointInline, PresenceInline, EnvoiInline, DocumentInline]
