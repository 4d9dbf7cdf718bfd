"""Ce qui a été voté se lit dans l'admin, et ne s'y change ni ne s'y supprime."""

from django.contrib import messages
from django.forms import ModelForm

from finances.models import EvaluationCLECT


def evaluation_de(objet) -> EvaluationCLECT | None:
    return objet if isinstance(objet, EvaluationCLECT) else objet.evaluation


def est_vote(objet) -> bool:
    """Vrai pour une évaluation adoptée et pour ce qu'elle porte."""
    evaluation = evaluation_de(objet) if objet else None
    return bool(evaluation and evaluation.est_figee)


class VoteConserve:
    """Page d'un objet qui, une fois voté, garde son bouton d'enregistrement mais plus l'autre."""

    def get_deleted_objects(self, objs, request):
        """Un objet voté s'y range avec ceux que la base protège."""
        supprimes, comptes, droits, proteges = super().get_deleted_objects(objs, request)
        votes = [
            f"{objet} : {evaluation_de(objet).get_etat_display()}"
            for objet in objs
            if est_vote(objet)
        ]
        return supprimes, comptes, droits, [*proteges, *votes]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        contexte = {"show_delete": not est_vote(self.get_object(request, object_id))}
        return super().change_view(request, object_id, form_url, contexte | (extra_context or {}))

    def delete_view(self, request, object_id, extra_context=None):
        if est_vote(self.get_object(request, object_id)):
            phrase = "Ce qui a été voté ne se supprime pas."
            self.message_user(request, phrase, messages.ERROR)
        return super().delete_view(request, object_id, extra_context)


class LigneConservee:
    """Lignes d'une évaluation : ni ajout ni suppression une fois qu'elle est adoptée."""

    def has_add_permission(self, request, obj):
        return not est_vote(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not est_vote(obj) and super().has_delete_permission(request, obj)


class LigneFigee(LigneConservee):
    """Ses lignes ne se changent pas non plus."""

    def has_change_permission(self, request, obj=None):
        return not est_vote(obj) and super().has_change_permission(request, obj)


class LigneForm(ModelForm):
    """Ne revalide que ce qui change : une grille porte des centaines de lignes."""

    def _post_clean(self):
        if self.has_changed() or self.instance.pk is None:
            super()._post_clean()
