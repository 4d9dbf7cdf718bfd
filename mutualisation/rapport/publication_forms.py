from django import forms
from django.utils.html import format_html

from mutualisation.models import Explication
from mutualisation.rapport.controles_publication import PointAExpliquer
from mutualisation.rapport.formes import empreinte

MOTIF_AU_PLUS = 1_000
LIEN = '<a href="{}">Compléter les données<span class="invisible">\u00a0: {}</span></a>'


class ExplicationsForm(forms.Form):
    """Un texte par point ; un texte vidé retire l'explication."""

    def __init__(self, *args, points: tuple[PointAExpliquer, ...], **kwargs):
        super().__init__(*args, **kwargs)
        texte = Explication._meta.get_field("texte")
        self.cles = {nom_du_champ(a_expliquer.point.cle): a_expliquer for a_expliquer in points}
        for nom, a_expliquer in self.cles.items():
            self.fields[nom] = forms.CharField(
                label=a_expliquer.point.phrase,
                help_text=format_html(LIEN, a_expliquer.adresse, a_expliquer.point.phrase),
                initial=a_expliquer.point.explication,
                required=False,
                validators=texte.validators,
                widget=forms.Textarea({"rows": 2}),
            )

    @property
    def a_remplir(self) -> list[forms.BoundField]:
        """Points sans explication enregistrée, ou dont la saisie est à corriger."""
        return [champ for champ in self if champ.errors or not champ.initial]

    @property
    def remplis(self) -> list[forms.BoundField]:
        return [champ for champ in self if champ.initial and not champ.errors]

    @property
    def textes(self) -> dict[str, str]:
        """Explication de chaque point, sous sa clé."""
        return {self.cles[nom].point.cle: texte for nom, texte in self.cleaned_data.items()}


class PublicationForm(forms.Form):
    motif = forms.CharField(
        label="Motif de la correction",
        help_text="Publié avec l’édition. Par exemple « Effectif des finances corrigé ».",
        error_messages={"required": "Écrivez ce qui motive cette correction."},
        max_length=MOTIF_AU_PLUS,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, est_une_correction: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not est_une_correction:
            del self.fields["motif"]


def nom_du_champ(cle: str) -> str:
    """Nom sûr en HTML et stable : la liste des points peut changer entre deux envois."""
    return f"point-{empreinte(cle.encode())[:12]}"
