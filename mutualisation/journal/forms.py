from django import forms

from gouvernance.etat_au import JourField
from gouvernance.models import Collectivite, Utilisateur
from mutualisation.journal.contenu import Criteres
from mutualisation.journal.sortes import SORTES


class CriteresForm(forms.Form):
    """Ce que le journal montre ; tout est facultatif."""

    commune = forms.ModelChoiceField(
        label="Commune",
        queryset=Collectivite.objects.none(),
        required=False,
        empty_label="Toutes",
    )
    sorte = forms.ChoiceField(
        label="Faits",
        required=False,
        choices=[("", "Tous"), *((sorte.code, sorte.libelle) for sorte in SORTES.values())],
    )
    du = JourField(label="Du", required=False)
    au = JourField(label="Au", required=False)

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur
        visibles = Collectivite.objects.communes().visibles_par(utilisateur)
        self.fields["commune"].queryset = visibles

    def clean(self):
        lus = super().clean()
        if lus.get("du") and lus.get("au") and lus["du"] > lus["au"]:
            self.add_error("au", "La fin de la période précède son début.")
        return lus

    @property
    def criteres(self) -> Criteres:
        """Un critère fautif est dit près de son champ, et ne compte pas."""
        self.full_clean()
        lus = self.cleaned_data
        return Criteres(self.utilisateur, **{nom: valeur for nom, valeur in lus.items() if valeur})
