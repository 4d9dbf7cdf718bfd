"""Un formulaire posté, lu et réécrit dans les mêmes valeurs que la base."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.forms import CheckboxInput, ModelForm, MultiWidget, Widget
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict

from gouvernance.conflits.fusion import INCONNU, Etat


@dataclass(frozen=True, slots=True)
class Brute:
    """Saisie qui n'est pas une valeur : elle reste à corriger, elle ne se perd pas."""

    saisie: Any

    def __str__(self):
        return str(self.saisie or "")


def champs_saisis(formulaire: ModelForm) -> dict[str, Field]:
    """Champs du modèle que ce formulaire écrit."""
    meta = formulaire._meta.model._meta
    propres = {champ.name: champ for champ in [*meta.concrete_fields, *meta.many_to_many]}
    return {
        nom: propres[nom]
        for nom, champ in formulaire.fields.items()
        if nom in propres and not propres[nom].primary_key
        if not champ.disabled and not isinstance(champ, InlineForeignKeyField)
    }


def lire_saisie(formulaire: ModelForm, depart: Etat, leur: Etat) -> dict[str, Any]:
    """Ce qui est posté ; une saisie qui redit la base, ou le départ, vaut leur valeur."""
    return {
        nom: _lire(formulaire, nom, [leur[nom], depart.get(nom, INCONNU)])
        for nom in champs_saisis(formulaire)
    }


def _lire(formulaire: ModelForm, nom: str, connues: list[Any]) -> Any:
    champ, brute = formulaire.fields[nom], formulaire[nom].data
    for connue in connues:
        if connue is not INCONNU and not _differe(champ, connue, brute):
            return connue
    try:
        valeur = champ.clean(brute)
    except ValidationError:
        return Brute(tuple(brute) if isinstance(brute, list) else brute)
    if isinstance(valeur, QuerySet):
        return frozenset(valeur.values_list("pk", flat=True))
    return valeur.pk if isinstance(valeur, Model) else valeur


def _differe(champ, connue: Any, brute: Any) -> bool:
    if isinstance(connue, frozenset):
        connue = list(connue)
    if isinstance(connue, str) and isinstance(brute, str):
        # Le navigateur envoie ses fins de ligne, et Django retire les blancs du bord.
        connue, brute = (texte.replace("\r\n", "\n").strip() for texte in (connue, brute))
    return champ.has_changed(connue, brute)


def ecrire_saisie(formulaire: ModelForm, etat: Etat) -> None:
    """Met dans la saisie ce que le navigateur enverrait pour ces valeurs."""
    for nom, valeur in etat.items():
        champ = formulaire.fields[nom]
        if isinstance(valeur, frozenset):
            valeur = sorted(valeur)
        preparee = champ.prepare_value(valeur)
        _ecrire(formulaire.data, champ.widget, formulaire.add_prefix(nom), preparee)


def _ecrire(donnees: QueryDict, widget: Widget, cle: str, valeur: Any) -> None:
    # L'admin enveloppe le menu d'une relation.
    widget = getattr(widget, "widget", widget)
    donnees.pop(cle, None)
    if isinstance(widget, MultiWidget):
        for suffixe, sous, part in zip(
            widget.widgets_names, widget.widgets, widget.decompress(valeur), strict=True
        ):
            _ecrire(donnees, sous, cle + suffixe, part)
    elif isinstance(widget, CheckboxInput):
        if valeur:
            donnees[cle] = "on"
    else:
        ecrite = widget.format_value(valeur)
        parts = ecrite if isinstance(ecrite, (list, tuple)) else [ecrite]
        donnees.setlist(cle, ["" if part is None else str(part) for part in parts])
