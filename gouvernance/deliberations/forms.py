import base64
import binascii

from django import forms

from gouvernance.deliberations.lecture_scdl import TAILLE_MAXIMALE


class FichierForm(forms.Form):
    """Fichier choisi par un agent, pour en voir l'effet."""

    fichier = forms.FileField(
        label="Fichier CSV",
        help_text="Au format SCDL « délibérations » 2.1 : UTF-8, virgules, 1,5 Mo au plus.",
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_fichier(self) -> bytes:
        """Les octets du fichier, jamais plus que ce qu'un import peut en lire."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAXIMALE:
            raise forms.ValidationError("Ce fichier dépasse 1,5 Mo : importez une année à la fois.")
        return fichier.read()


class ConfirmationForm(forms.Form):
    """Le même fichier, rendu par l'aperçu, et l'empreinte de ce que l'aperçu a montré."""

    contenu = forms.CharField(widget=forms.HiddenInput)
    empreinte = forms.CharField(widget=forms.HiddenInput)

    def clean_contenu(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["contenu"], validate=True)
        except (binascii.Error, ValueError) as erreur:
            raise forms.ValidationError("Ce fichier a été altéré : choisissez-le à nouveau.") from (
                erreur
            )


def confirmer(contenu: bytes, empreinte: str) -> ConfirmationForm:
    donnees = {"contenu": base64.b64encode(contenu).decode(), "empreinte": empreinte}
    return ConfirmationForm(initial=donnees)
