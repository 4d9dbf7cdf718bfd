from django import forms

from gouvernance.instances.sieges import lire_millesimes


class JourForm(forms.Form):
    au = forms.DateField(
        label="Composition au",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class MillesimeForm(forms.Form):
    millesime = forms.TypedChoiceField(label="Recensement", coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["millesime"].choices = [
            (millesime, f"{millesime}, en vigueur au 1er janvier {en_vigueur}")
            for millesime, en_vigueur in lire_millesimes().items()
        ]
