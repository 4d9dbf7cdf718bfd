from django import forms


class ReouvertureForm(forms.Form):
    motif = forms.CharField(
        label="Motif de la réouverture",
        help_text="Ce qui est à corriger, et pourquoi. Il reste dans l’historique de l’exercice.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites pourquoi l’exercice est rouvert."},
    )
