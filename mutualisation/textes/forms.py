from hashlib import sha256

from django import forms

from gouvernance.historique.formulaires import AMotiver
from mutualisation.models import TexteChapitre


def empreinte(texte: str) -> str:
    return sha256(texte.encode()).hexdigest()


class RecitForm(AMotiver, forms.ModelForm):
    """Récit d'un chapitre ; refusé si quelqu'un d'autre l'a changé depuis qu'il a été ouvert."""

    hors_donnees = AMotiver.hors_donnees | {"empreinte"}

    empreinte = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = TexteChapitre
        fields = ["texte"]
        labels = {"texte": "Texte du récit"}
        help_texts = {
            "texte": (
                "Une ligne vide sépare deux paragraphes ; « - » commence un élément de liste, "
                "« ## » un titre ; **gras** ; [mot](https://adresse). "
                "{{ cout_total }} écrit le chiffre du rapport."
            )
        }
        widgets = {"texte": forms.Textarea(attrs={"rows": 22, "spellcheck": "true"})}
        error_messages = {"texte": {"required": "Écrivez le récit de ce chapitre."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.texte_enregistre = self.instance.texte
        self.empreinte_enregistree = empreinte(self.texte_enregistre)
        self.est_depasse = False

    def clean_texte(self):
        return self.cleaned_data["texte"].replace("\r\n", "\n").replace("\r", "\n")

    def clean(self):
        super().clean()
        self.est_depasse = self.cleaned_data.get("empreinte") != self.empreinte_enregistree
        if self.est_depasse:
            raise forms.ValidationError(
                "Ce récit a été modifié par quelqu’un d’autre depuis que vous l’avez ouvert. "
                "Rien n’est enregistré : comparez avec le texte ci-dessous, puis enregistrez."
            )
