from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect

from finances.admin.couts import CoutInline
from finances.admin.gel import LigneConservee, VoteConserve, est_vote
from finances.admin.participations import ParticipationCalculeeInline, ParticipationSaisieInline
from finances.models import EvaluationCLECT, TotalVote
from finances.operations import avancer, passages
from finances.querysets import EvaluationQuerySet
from gouvernance.a_completer import ACompleter
from gouvernance.admin.pages import PageAdmin, SansChevauchementFormSet, TableauInline


class TotalVoteFormSet(SansChevauchementFormSet):
    memes = ["evaluation_id"]


class TotalVoteInline(LigneConservee, TableauInline):
    model = TotalVote
    formset = TotalVoteFormSet
    fields = ["exercice_debut", "exercice_fin", "montant", "explication_ecart"]

    def get_readonly_fields(self, request, obj=None):
        return ["exercice_debut", "montant"] if est_vote(obj) else []


@admin.register(EvaluationCLECT)
class EvaluationCLECTAdmin(VoteConserve, PageAdmin):
    list_display = ["date", "objet", "etat", "resultat"]
    list_filter = ["etat"]
    search_fields = ["objet", "methode", "resultat"]
    autocomplete_fields = ["deliberations", "consultation"]
    readonly_fields = ["etat"]
    date_hierarchy = "date"
    a_completer = [
        ACompleter(
            "en_travaux",
            "évaluation aux travaux",
            "évaluations aux travaux",
            EvaluationQuerySet.en_travaux,
        ),
        ACompleter(
            "a_notifier",
            "évaluation à notifier aux communes",
            "évaluations à notifier aux communes",
            EvaluationQuerySet.a_consulter,
        ),
    ]
    aides = {
        "date": (
            "Séance où la commission adopte son rapport, dans les neuf mois du transfert "
            "(CGI, art. 1609 nonies C, IV)."
        ),
        "arrondi": (
            "Règle que la commission a suivie : le recalcul doit retomber sur les montants "
            "votés, à l’euro."
        ),
        "prorata": (
            "Un service créé dans l’année se compte par mois entiers ou par jours ; huit mois"
            " font huit douzièmes."
        ),
        "consultation": (
            "Les communes ont trois mois pour se prononcer, à la majorité qualifiée (CGI, "
            "art. 1609 nonies C, IV)."
        ),
    }
    fieldsets = [
        (
            None,
            {
                "fields": ["date", "objet", "etat"],
                "description": (
                    "La commission évalue les charges transférées (CGI, art. 1609 nonies C, IV). "
                    "Les montants adoptés ne sont ni recalculés ni corrigés."
                ),
            },
        ),
        ("Calcul", {"fields": [("arrondi", "prorata"), "methode"]}),
        (
            "Vote",
            {
                "fields": ["resultat", "deliberations", "consultation"],
                "description": (
                    "Le résultat s’écrit avant d’adopter l’évaluation. Soumise aux communes, elle "
                    "ne s’approuve qu’une fois leur majorité acquise."
                ),
            },
        ),
    ]
    inlines = [
        CoutInline,
        TotalVoteInline,
        ParticipationCalculeeInline,
        ParticipationSaisieInline,
    ]

    def get_readonly_fields(self, request, obj=None):
        acquis = ["date", "arrondi", "prorata", "resultat"] if est_vote(obj) else []
        return [*super().get_readonly_fields(request, obj), *acquis]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        evaluation = self.get_object(request, object_id)
        ouverts = evaluation and self.has_change_permission(request, evaluation)
        contexte = {"passages": passages(evaluation) if ouverts else {}}
        return super().change_view(request, object_id, form_url, contexte | (extra_context or {}))

    def response_change(self, request, obj):
        """Le bouton d'un passage enregistre la page, puis fait avancer l'évaluation."""
        verbe = next((verbe for verbe in passages(obj) if f"_{verbe}" in request.POST), None)
        if verbe is None:
            return super().response_change(request, obj)
        try:
            phrase = avancer(obj, verbe)
        except ValidationError as erreur:
            for message in erreur.messages:
                self.message_user(request, message, messages.ERROR)
        else:
            self.log_change(request, obj, phrase)
            self.message_user(request, phrase, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())
