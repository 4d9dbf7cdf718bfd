from django import forms

from gouvernance.etat_au import JourField
from gouvernance.models import Utilisateur
from mutualisation.historique.contenu import Criteres, nom_de, sortes_lisibles

GENRES = [("", "Tous"), ("+", "Créations"), ("~", "Modifications"), ("-", "Suppressions")]


class CriteresForm(forms.Form):
    """Ce que l'historique montre ; tout est facultatif."""

    du = JourField(label="Du", required=False)
    au = JourField(label="Au", required=False)
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
        return Criteres(self.lecteur, **{nom: valeur for nom, valeur in lus.items() if valeur})
