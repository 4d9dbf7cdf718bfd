from django import forms

from gouvernance.constats import Gravite, Theme
from mutualisation.controles.lecture import Etat
from mutualisation.models import ConstatExplique


def choix(valeurs, vide: str) -> list[tuple[str, str]]:
    return [("", vide), *((valeur.value, valeur.value) for valeur in valeurs)]


class CriteresForm(forms.Form):
    """Ce que la page des contrôles montre ; tout est facultatif."""

    annee = forms.ChoiceField(label="Année", required=False)
    gravite = forms.ChoiceField(label="Gravité", choices=choix(Gravite, "Toutes"), required=False)
    theme = forms.ChoiceField(label="Thème", choices=choix(Theme, "Tous"), required=False)
    etat = forms.ChoiceField(label="État", choices=choix(Etat, "Tous"), required=False)

    def __init__(self, *args, annees: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [("", "Toutes"), *((a, str(a)) for a in annees)]


class ExplicationForm(forms.ModelForm):
    class Meta:
        model = ConstatExplique
        fields = ["texte"]
        labels = {"texte": "Pourquoi c’est juste, ou admis"}
        help_texts = {
            "texte": "Une ou deux phrases. Vide : le constat redevient à traiter. Si les valeurs "
            "changent, il faudra l’expliquer de nouveau."
        }
        widgets = {"texte": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["texte"].required = False
