"""Ce qu'un formulaire accepté mérite de faire relire, sans rien empêcher."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from gouvernance.francais import enumerer, insecables
from gouvernance.models import Elu
from gouvernance.vie_privee import noms_possibles


def avertir_des_noms(request: HttpRequest, formulaires: Iterable[forms.BaseForm]) -> None:
    """Prévient si un texte qui vient de changer semble nommer un agent."""
    texte = "\n".join(ecrit for formulaire in formulaires for ecrit in _textes_changes(formulaire))
    if not noms_possibles(texte):
        return
    elus = Elu.objects.order_by("pk").values_list("nom", flat=True)
    if noms := noms_possibles(texte, list(elus)):
        cites = enumerer(f"« {nom} »" for nom in noms)
        phrase = f"Enregistré, mais relisez : {cites} semble nommer une personne. "
        messages.warning(request, insecables(f"{phrase}Citez plutôt sa fonction ou son service."))


def _textes_changes(formulaire: forms.BaseForm) -> Iterable[str]:
    """Les longs textes : un nom propre a sa place dans le champ « nom »."""
    lus = getattr(formulaire, "cleaned_data", None) or {}
    for nom in formulaire.changed_data if lus else ():
        saisie = formulaire.fields[nom].widget
        if isinstance(saisie, forms.Textarea) and isinstance(lus.get(nom), str):
            yield lus[nom]
