"""Choisir un moment passé, en comparer deux, dire pourquoi on en rétablit un."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

LONGUEUR_D_UN_MOTIF = 500


class MomentField(forms.CharField):
    """Jour et heure de Paris ; un lien donne l'instant exact."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value):
        texte = super().clean(value)
        if not texte:
            return None
        try:
            moment = parse_datetime(texte)
        except ValueError:
            moment = None
        if moment is None or not 1950 <= moment.year <= 2100:
            raise forms.ValidationError("Écrivez un jour et une heure, comme 2020-12-31T18:00.")
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class MomentsForm(forms.Form):
    """Un moment montre l'état d'alors ; deux, ce qui a changé de l'un à l'autre."""

    au = MomentField(label="État au", required=False)
    et = MomentField(label="Comparé à", required=False)

    @property
    def moments(self) -> tuple[datetime, datetime | None] | None:
        lus = self.cleaned_data
        choisis = sorted(moment for moment in (lus.get("au"), lus.get("et")) if moment)
        return (choisis[0], choisis[1] if len(choisis) == 2 else None) if choisis else None

    def clean(self):
        lus = super().clean()
        if (debut := lus.get("au")) and debut > timezone.now():
            self.add_error("au", "Ce moment est à venir.")
        return lus


class MotifForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        max_length=LONGUEUR_D_UN_MOTIF,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gardé dans l’historique. N’y nommez aucun agent.",
        error_messages={"required": "Dites pourquoi."},
    )


class RetablirForm(MotifForm):
    au = MomentField(widget=forms.HiddenInput())

    @property
    def moment(self) -> datetime | None:
        """Le moment à rétablir, que la page soit demandée ou envoyée."""
        brut = self.data.get("au") if self.is_bound else self.initial.get("au")
        try:
            return self.fields["au"].clean(brut)
        except forms.ValidationError:
            return None
