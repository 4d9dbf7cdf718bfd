import re

from django import forms
from django.utils import timezone

from gouvernance.francais import accord
from mutualisation.acces.second_facteur import Essai, lire_code

FAUX = (
    "Ce code n’est pas le bon, ou il a déjà servi : "
    "attendez que votre application en montre un autre."
)


class CodeForm(forms.Form):
    """Un code de l'application ; `essayer` en dit le sort."""

    code = forms.CharField(
        label="Code à six chiffres de votre application",
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        code = lire_code(self.cleaned_data["code"])
        if code and not re.fullmatch("[0-9]{6}", code):
            raise forms.ValidationError("Un code a six chiffres.")
        return code

    def clean(self):
        champs = super().clean()
        if not self.errors and not any(champs.values()):
            self.add_error("code", "Entrez le code.")
        return champs

    def refuser(self, essai: Essai) -> None:
        if essai.pas_avant is None:
            self.add_error(None, FAUX)
            return
        secondes = max(1, round((essai.pas_avant - timezone.now()).total_seconds()))
        combien, unite = (secondes, "seconde") if secondes < 60 else (-(-secondes // 60), "minute")
        self.add_error(
            None, f"Trop d’essais manqués : réessayez dans {combien} {accord(combien, unite)}."
        )


class CodeOuSecoursForm(CodeForm):
    secours = forms.CharField(
        label="Code de secours",
        required=False,
        max_length=20,
        help_text="Huit signes, par exemple abcd-2345. Chacun ne sert qu’une fois.",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_secours(self) -> str:
        code = lire_code(self.cleaned_data["secours"])
        if code and not re.fullmatch("[a-z2-7]{8}", code):
            raise forms.ValidationError("Un code de secours a huit lettres ou chiffres.")
        return code


class CodesForm(forms.Form):
    """Les codes de secours que la page vient de montrer, rendus en fichier."""

    codes = forms.RegexField(r"^[a-z2-7]{4}-[a-z2-7]{4}( [a-z2-7]{4}-[a-z2-7]{4}){9}\Z")
