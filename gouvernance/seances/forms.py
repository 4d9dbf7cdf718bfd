from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, EnvoiInformation, Seance
from gouvernance.seances.suivi import natures_attendues


def saisie_de_date() -> forms.DateInput:
    """Le navigateur n'affiche une date proposée qu'écrite ainsi."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EnvoisForm(forms.Form):
    nature = forms.ChoiceField(label="Document")
    fait_le = forms.DateField(label="Fait le", widget=saisie_de_date())
    moyen = forms.ChoiceField(label="Moyen", choices=EnvoiInformation.Moyen)
    communes = forms.ModelMultipleChoiceField(
        Collectivite.objects.none(),
        label="Communes",
        help_text="Toutes sont cochées ; retirez celles qui n’ont rien reçu.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une commune."},
    )

    def __init__(self, *args, seance: Seance, membres: QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.seance = seance
        self.fields["communes"].queryset = membres
        attendues = [(nature, libelle) for nature, libelle, *_ in natures_attendues(seance)]
        self.fields["nature"].choices = attendues
        self.fields["fait_le"].widget.attrs["max"] = f"{timezone.localdate():%Y-%m-%d}"

    def clean(self):
        donnees = super().clean()
        fait_le, nature = donnees.get("fait_le"), donnees.get("nature")
        if not fait_le:
            return donnees
        if fait_le > timezone.localdate():
            self.add_error("fait_le", "Cet envoi n’a pas encore eu lieu.")
        elif nature != EnvoiInformation.Nature.CONVOCATION and fait_le < self.seance.jour:
            jour = date_en_lettres(self.seance.jour)
            self.add_error("fait_le", f"Ce document suit la séance du {jour}.")
        return donnees
