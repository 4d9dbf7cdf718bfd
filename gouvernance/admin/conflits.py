"""Deux personnes à la fois : une page n'enregistre que ce qu'elle a vu."""

from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from gouvernance.conflits.confrontation import (
    confronter,
    signer_le_formulaire,
    verrouiller_le_formulaire,
)
from gouvernance.conflits.disparition import decrire_la_disparition
from gouvernance.conflits.integrite import phrase_du_refus
from gouvernance.conflits.jetons import NOM_DU_JETON
from gouvernance.conflits.suppression import changements_depuis, signer_l_objet
from gouvernance.conflits.versions import verrouiller


class FormulaireRefuse:
    """Formulaire dont la page revient, quoi qu'il contienne."""

    refus: str

    def clean(self):
        super().clean()
        self.add_error(None, ValidationError(self.refus))
        return self.cleaned_data


class ConflitsAdmin:
    """Compare la version lue à celle de la base, sous verrou, et fusionne si elles diffèrent."""

    def get_object(self, request, object_id, from_field=None):
        """Django tombe sur « _to_field= », qu'il ne sait pas vide."""
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        afficher = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if request.method != "POST":
            return afficher()
        try:
            with transaction.atomic():
                return (object_id and self._confronter(request, object_id)) or afficher()
        except IntegrityError as erreur:
            request.refus = phrase_du_refus(erreur)
            return afficher()

    def _confronter(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """Prépare la saisie à enregistrer ; une réponse, si l'objet n'existe plus."""
        objet = self.get_object(request, unquote(object_id))
        if objet is None:
            return self._dire_la_disparition(request, unquote(object_id))
        if not self.has_change_permission(request, objet):
            return None
        request.POST = request.POST.copy()
        verrouiller_le_formulaire(*self._formulaires(request, objet))
        objet = self.get_object(request, unquote(object_id))
        if objet is None:
            return self._dire_la_disparition(request, unquote(object_id))
        jeton = request.POST.get(NOM_DU_JETON, "")
        formulaires = self._formulaires(request, objet)
        request.confrontation = confronter(jeton, *formulaires, moi=request.user)
        if conflit := request.confrontation.conflit:
            request.refus = conflit.phrase
        return None

    def _formulaires(self, request: HttpRequest, objet):
        """Le formulaire posté et ses lignes, celles du moins qui s'y changent."""
        classe = self.get_form(request, objet, change=True)
        formulaire = classe(request.POST, request.FILES, instance=objet)
        formsets, inlines = self._create_formsets(request, objet, change=True)
        for formset in formsets:
            # L'admin en donne une copie à chacun ; la fusion s'écrit dans la même saisie.
            formset.data = request.POST
        return formulaire, _modifiables(request, objet, formsets, inlines)

    def _dire_la_disparition(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        disparition = decrire_la_disparition(self.model, object_id, request.POST, request.user)
        if disparition is None:
            return None
        ajout = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        contexte = {
            **self.admin_site.each_context(request),
            "title": "Cet objet vient d’être supprimé",
            "opts": self.opts,
            "disparition": disparition,
            "ajout": ajout if self.has_add_permission(request) else "",
        }
        return TemplateResponse(request, "admin/objet_supprime.html", contexte)

    def get_form(self, request, obj=None, change=False, **kwargs):
        classe = super().get_form(request, obj, change=change, **kwargs)
        refus = getattr(request, "refus", "")
        if not refus:
            return classe
        return type(classe.__name__, (FormulaireRefuse, classe), {"refus": refus})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        confrontation = getattr(request, "confrontation", None)
        if confrontation:
            context |= {"version": confrontation.jeton, "conflit": confrontation.conflit}
        else:
            context |= {"version": self._jeton(request, context, obj), "conflit": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _jeton(self, request: HttpRequest, context, objet) -> str:
        if objet is None or not self.has_change_permission(request, objet):
            return ""
        lignes = context["inline_admin_formsets"]
        formsets, inlines = [ligne.formset for ligne in lignes], [ligne.opts for ligne in lignes]
        modifiables = _modifiables(request, objet, formsets, inlines)
        return signer_le_formulaire(context["adminform"].form, modifiables)

    def delete_view(self, request, object_id, extra_context=None):
        afficher = super().delete_view
        objet = self.get_object(request, unquote(object_id))
        if objet is None or not self.has_delete_permission(request, objet):
            return afficher(request, object_id, extra_context)
        inlines = self.get_inline_instances(request, objet)
        try:
            with transaction.atomic():
                verrouiller(self.model, [objet.pk])
                changements = ()
                if request.method == "POST":
                    jeton = request.POST.get(NOM_DU_JETON, "")
                    changements = changements_depuis(jeton, objet, inlines, moi=request.user)
                    if changements:
                        request.POST = QueryDict()
                contexte = {"version": signer_l_objet(objet, inlines), "changements": changements}
                return afficher(request, object_id, contexte | (extra_context or {}))
        except IntegrityError as erreur:
            self.message_user(request, phrase_du_refus(erreur), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


def _modifiables(request: HttpRequest, objet, formsets, inlines) -> list:
    return [
        formset
        for formset, inline in zip(formsets, inlines, strict=True)
        if inline.has_change_permission(request, objet)
    ]
