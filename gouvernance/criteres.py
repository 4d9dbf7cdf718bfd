"""Les critères d'une page qui se lit entre deux jours, tous facultatifs."""

from django import forms

from gouvernance.etat_au import JourField


class CriteresForm(forms.Form):
    du = JourField(label="Du", required=False)
    au = JourField(label="Au", required=False)

    def clean(self):
        lus = super().clean()
        if lus.get("du") and lus.get("au") and lus["du"] > lus["au"]:
            self.add_error("au", "La fin de la période précède son début.")
        return lus

    def retenus(self) -> dict[str, object]:
        """Un critère fautif est dit près de son champ, et ne compte pas."""
        self.full_clean()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}
