from django import forms

from gouvernance.criteres import CriteresForm
from gouvernance.models import Utilisateur
from mutualisation.historique.contenu import Criteres, nom_de, sortes_lisibles

GENRES = [("", "Tous"), ("+", "Créations"), ("~", "Modifications"), ("-", "Suppressions")]


class CriteresDeLHistoriqueForm(CriteresForm):
    """Ce que l'historique montre ; tout est facultatif."""

    personne = forms.ModelChoiceField(
        label="Personne",
        queryset=Utilisateur.objects.none(),
        required=False,
        empty_label="Toutes",
    )
    sorte = forms.ChoiceField(label="Sorte d’objet", required=False)
    genre = forms.ChoiceField(label="Gestes", required=False, choices=GENRES)
    motif = forms.CharField(label="Motif contenant", required=False, max_length=100)
    exercice = forms.IntegerField(
        label="Exercice des données", required=False, min_value=1950, max_value=2100
    )

    def __init__(self, *args, lecteur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.lecteur = lecteur
        sortes = sortes_lisibles(lecteur).items()
        self.fields["sorte"].choices = [("", "Toutes"), *((n, nom_de(m)) for n, m in sortes)]
        comptes = Utilisateur.objects.order_by("last_name", "first_name", "pk")
        self.fields["personne"].queryset = comptes

    @property
    def criteres(self) -> Criteres:
        return Criteres(self.lecteur, **self.retenus())
