"""Le motif demandé, dans l'administration, pour changer ce qui est voté ou publié."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.http import QueryDict
from django.template.response import TemplateResponse

from gouvernance.historique.formulaires import (
    CHAMP_DU_MOTIF,
    DEMANDE_DU_MOTIF,
    Motive,
    champ_du_motif,
    exiger_un_motif,
    motif_envoye,
)
from gouvernance.historique.motif import raison_d_un_motif
from gouvernance.historique.suivi import pour_motif

CONFIRMER = "confirmer"


def apres_motif(fonction: Callable) -> Callable:
    """Action d'une liste : une page demande le motif si l'une des lignes choisies en veut un."""

    @wraps(fonction)
    def action(page, request, queryset):
        motif = exiger_un_motif(request, queryset, confirmation=CONFIRMER)
        if motif["raison_du_motif"] and CONFIRMER not in request.POST:
            contexte = {
                **page.admin_site.each_context(request),
                "title": fonction.short_description,
                "opts": page.opts,
                "action": request.POST["action"],
                "objets": queryset,
                "case": ACTION_CHECKBOX_NAME,
                **motif,
            }
            return TemplateResponse(request, "admin/motif_d_une_action.html", contexte)
        with pour_motif(motif["motif"]):
            return fonction(page, request, queryset)

    return action


class LignesMotivees:
    """Lignes d'un objet dont tout changement demande un motif, qui n'a pas été donné."""

    def clean(self):
        super().clean()
        if self.has_changed():
            raise forms.ValidationError(DEMANDE_DU_MOTIF)


class MotifAdmin(admin.ModelAdmin):
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with pour_motif(motif_envoye(request)):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        objet = self.get_object(request, unquote(object_id))
        contexte = exiger_un_motif(request, [objet] if objet else [])
        if contexte["motif_manque"]:
            # Django confirme ou supprime selon qu'on lui envoie quelque chose.
            request.POST = QueryDict()
        with pour_motif(motif_envoye(request)):
            return super().delete_view(request, object_id, contexte | (extra_context or {}))

    def get_form(self, request, obj=None, change=False, **kwargs):
        formulaire = super().get_form(request, obj, change=change, **kwargs)
        raison = self._raison(request, obj) if change else ""
        if not raison or not self.has_change_permission(request, obj):
            return formulaire
        corps = {CHAMP_DU_MOTIF: champ_du_motif(raison)}
        return type(formulaire)(formulaire.__name__, (Motive, formulaire), corps)

    def get_fields(self, request, obj=None):
        """Le motif n'est pas un champ de l'objet : il se montre à part."""
        return [nom for nom in super().get_fields(request, obj) if nom != CHAMP_DU_MOTIF]

    def get_formsets_with_inlines(self, request, obj=None):
        """Changer une ligne demande aussi un motif : celui de l'objet vaut pour elles."""
        muet = request.method == "POST" and not motif_envoye(request)
        a_motiver = muet and bool(self._raison(request, obj))
        for classe, inline in super().get_formsets_with_inlines(request, obj):
            if a_motiver:
                classe = type(classe.__name__, (LignesMotivees, classe), {})
            yield classe, inline

    def _raison(self, request, obj) -> str:
        """Lue une fois par page, sur l'objet tel qu'il est en base."""
        raisons = request.__dict__.setdefault("raisons_d_un_motif", {})
        if obj is None or obj.pk is None:
            return ""
        if obj.pk not in raisons:
            raisons[obj.pk] = raison_d_un_motif(obj)
        return raisons[obj.pk]
