"""Champs d'une fiche : ce qu'une personne écrit vraiment, sans rien tronquer."""

import re

from django import forms
from django.core.exceptions import ValidationError

from gouvernance.francais import MOINS, nombre

SIGNES_AU_PLUS = 20_000
NOMBRE = re.compile(r"-?\d+(\.\d+)?")


class TexteField(forms.CharField):
    """Texte borné ; la borne est dite à l'enregistrement, le navigateur ne coupe rien."""

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(max_length=max_length or SIGNES_AU_PLUS, **kwargs)

    def widget_attrs(self, widget):
        return {"rows": 3} if isinstance(widget, forms.Textarea) else {}

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class NombreMixin:
    """Nombre écrit à la française : « 1 234,5 »."""

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else nombre(value)

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        ecrit = "".join(value.split()).replace(",", ".").replace(MOINS, "-")
        if ecrit and not NOMBRE.fullmatch(ecrit):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(ecrit)


class NombreField(NombreMixin, forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {
        "invalid": "Écrivez un nombre, par exemple «\u00a01\u00a0234,5\u00a0»."
    }


class EntierField(NombreMixin, forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    default_error_messages = {"invalid": "Écrivez un nombre entier, par exemple «\u00a047\u00a0»."}


class AnneeField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric"})


class JourField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Écrivez une date qui existe, par exemple 30/11/2021."}


class CollectivitesField(forms.TypedMultipleChoiceField):
    """Cases à cocher ; les choix, lus une fois, servent à toutes les lignes de la page."""

    class Cases(forms.CheckboxSelectMultiple):
        template_name = "services_communs/fiche/_cases.html"

    widget = Cases

    def __init__(self, **kwargs):
        super().__init__(coerce=int, required=False, **kwargs)
