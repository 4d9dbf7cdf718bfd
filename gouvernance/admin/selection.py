"""Les actions d'une liste : leur page de confirmation n'agit que sur ce qu'elle a montré."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.template.response import TemplateResponse

from gouvernance.conflits.selection import (
    NOM_DES_VERSIONS,
    changements_de_la_selection,
    lire_la_selection,
    signer_la_selection,
)
from gouvernance.conflits.versions import verrouiller

# Ce que poste le bouton qui confirme : « supprimer la sélection » de Django, puis les nôtres.
CONFIRMATIONS = {"post", "confirmer"}
REFUS = "Rien n’est fait : relisez ce qui a changé depuis que cette page a été affichée."


class SelectionsAdmin:
    """Une page intermédiaire porte les versions vues ; changées, elle revient au lieu d'agir."""

    def get_actions(self, request):
        return {
            nom: (garder_la_selection(fonction), nom, libelle)
            for nom, (fonction, _, libelle) in super().get_actions(request).items()
        }


def garder_la_selection(fonction: Callable) -> Callable:
    @wraps(fonction)
    @transaction.atomic
    def action(page, request, queryset):
        inlines = page.get_inline_instances(request)
        if request.POST.keys() & CONFIRMATIONS:
            refuser_les_changements(page, request, inlines)
        reponse = fonction(page, request, queryset)
        if isinstance(reponse, TemplateResponse):
            choisis = queryset.values_list("pk", flat=True)
            reponse.context_data[NOM_DES_VERSIONS] = signer_la_selection(
                page.model, choisis, inlines
            )
        return reponse

    return action


def refuser_les_changements(page, request, inlines) -> None:
    """Ôte la confirmation si un objet n'est plus celui que la page montrait."""
    choisis = request.POST.getlist(ACTION_CHECKBOX_NAME)
    verrouiller(page.model, choisis)
    vues = lire_la_selection(request.POST.get(NOM_DES_VERSIONS, ""), page.model)
    phrases = changements_de_la_selection(vues, page.model, choisis, inlines, moi=request.user)
    if not phrases:
        return
    request.POST = request.POST.copy()
    for nom in CONFIRMATIONS:
        request.POST.pop(nom, None)
    for phrase in [REFUS, *phrases]:
        messages.error(request, phrase)
