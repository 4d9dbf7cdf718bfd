from django import forms

from gouvernance.criteres import CriteresForm
from gouvernance.models import Collectivite, Utilisateur
from mutualisation.journal.contenu import Criteres
from mutualisation.journal.sortes import SORTES


class CriteresDuJournalForm(CriteresForm):
    """Ce que le journal montre ; tout est facultatif."""

    field_order = ("commune", "sorte", "du", "au")

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

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur
        visibles = Collectivite.objects.communes().visibles_par(utilisateur)
        self.fields["commune"].queryset = visibles

    @property
    def criteres(self) -> Criteres:
        return Criteres(self.utilisateur, **self.retenus())
