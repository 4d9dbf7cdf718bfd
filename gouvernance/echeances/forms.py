from datetime import date, timedelta

from django import forms

from gouvernance.models import Collectivite
from gouvernance.periodes import DERNIERE_ANNEE, PREMIERE_ANNEE
from gouvernance.regles import echeance_en_mois

ANNEES_MONTREES = 5


def champ_de_date(libelle: str, **options) -> forms.DateField:
    saisie = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=libelle, required=False, widget=saisie, **options)


class PeriodeForm(forms.Form):
    """Ce que montre le calendrier ; sans dates, une année à partir du mois en cours."""

    commune = forms.ModelChoiceField(
        Collectivite.objects.none(), label="Commune", required=False, empty_label="Toutes"
    )
    du = champ_de_date("Du")
    au = champ_de_date("Au")
    transfert = champ_de_date(
        "Compétence transférée le", help_text="Pour dater le rapport de la CLECT."
    )

    def __init__(self, *args, communes, jour: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes
        self.jour = jour

    def clean_transfert(self):
        transfert = self.cleaned_data["transfert"]
        if transfert and not PREMIERE_ANNEE <= transfert.year < DERNIERE_ANNEE:
            raise forms.ValidationError(f"L’année va de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
        return transfert

    def clean(self):
        super().clean()
        debut, fin = periode_de(self.cleaned_data, self.jour)
        if not PREMIERE_ANNEE <= debut.year <= fin.year <= DERNIERE_ANNEE:
            self.add_error("du", f"Le calendrier va de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
        elif fin < debut:
            self.add_error("au", "La période finit avant de commencer.")
        elif fin.year - debut.year > ANNEES_MONTREES:
            self.add_error("au", f"Le calendrier montre {ANNEES_MONTREES} ans au plus.")

    @property
    def criteres(self) -> dict:
        """Ce qui est demandé, ou rien si un champ est à corriger."""
        return self.cleaned_data if self.is_valid() else {}

    @property
    def periode(self) -> tuple[date, date]:
        return periode_de(self.criteres, self.jour)


def periode_de(criteres: dict, jour: date) -> tuple[date, date]:
    """Premier et dernier jour, bornes comprises."""
    debut = criteres.get("du") or jour.replace(day=1)
    if fin := criteres.get("au"):
        return debut, fin
    if debut.year >= DERNIERE_ANNEE:
        return debut, date(debut.year, 12, 31)
    return debut, echeance_en_mois(debut, 12) - timedelta(days=1)
