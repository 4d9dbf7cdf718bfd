from django import forms

from gouvernance.etat_au import JourField
from gouvernance.instances.sieges import lire_millesimes


class JourForm(forms.Form):
    au = JourField(label="Composition au")


class MillesimeForm(forms.Form):
    millesime = forms.TypedChoiceField(label="Recensement", coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["millesime"].choices = [
            (millesime, f"{millesime}, en vigueur au 1er janvier {en_vigueur}")
            for millesime, en_vigueur in lire_millesimes().items()
        ]
