from django import forms


class EffacementForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Gardé dans l’historique. Par exemple : demande de la personne, départ.",
    )
    confirme = forms.BooleanField(
        label="Je sais que le nom de cette personne ne pourra pas être retrouvé."
    )
