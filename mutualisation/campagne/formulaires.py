from django import forms


class OuvertureForm(forms.Form):
    echeance = forms.DateField(
        label="Fiches attendues le",
        help_text="Chacune porte cette échéance ; elle se change ensuite fiche par fiche.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class MotForm(forms.Form):
    mot = forms.CharField(
        label="Votre mot",
        help_text="Lu par qui remplit la fiche. Obligatoire pour renvoyer, rouvrir ou commenter.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
