"""Choisir un moment passé, en comparer deux, dire pourquoi on en rétablit un."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gouvernance.historique.motif import raison_d_un_motif
from gouvernance.periodes import DERNIERE_ANNEE, PREMIERE_ANNEE

LONGUEUR_D_UN_MOTIF = 500
CHAMP_DU_MOTIF = "motif_du_changement"
DEMANDE_DU_MOTIF = "Dites pourquoi vous changez cette donnée."


def champ_du_motif(raison: str, *, est_exige: bool = False) -> forms.CharField:
    """Champ du motif ; `est_exige` quand l'envoyer, c'est déjà changer quelque chose."""
    demande = (
        "Demandé, et gardé" if est_exige else "Demandé si vous changez quelque chose, et gardé"
    )
    return forms.CharField(
        label="Motif de la modification",
        required=est_exige,
        max_length=LONGUEUR_D_UN_MOTIF,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=f"{raison} {demande} dans l’historique.",
        error_messages={"required": DEMANDE_DU_MOTIF},
    )


def motif_envoye(request) -> str:
    return request.POST.get(CHAMP_DU_MOTIF, "").strip()


def exiger_un_motif(request, objets: Iterable[models.Model], *, confirmation: str = "post") -> dict:
    """Ce que dit la page qui confirme une action ; sans le motif demandé, elle ne fait rien."""
    raison = next((raison for objet in objets if (raison := raison_d_un_motif(objet))), "")
    muet = bool(raison and request.POST.get(confirmation) and not motif_envoye(request))
    if muet:
        request.POST = request.POST.copy()
        del request.POST[confirmation]
    return {
        "raison_du_motif": raison,
        "motif_manque": DEMANDE_DU_MOTIF if muet else "",
        "motif": motif_envoye(request),
    }


def demander_un_motif(
    formulaire: forms.BaseForm, objet: models.Model, *, est_exige: bool = False
) -> None:
    """Ajoute le champ du motif à un formulaire du site, si l'objet en demande un."""
    if raison := raison_d_un_motif(objet):
        formulaire.fields[CHAMP_DU_MOTIF] = champ_du_motif(raison, est_exige=est_exige)


class Motive:
    """Formulaire qui demande un motif dès qu'il change autre chose que ce motif."""

    # Ce qui se poste sans être une donnée.
    hors_donnees = frozenset({CHAMP_DU_MOTIF})

    @property
    def motif(self) -> str:
        return self.cleaned_data.get(CHAMP_DU_MOTIF, "").strip()

    def clean(self):
        lus = super().clean()
        change = set(self.changed_data) - self.hors_donnees
        attendu = CHAMP_DU_MOTIF in self.fields and CHAMP_DU_MOTIF not in self.errors
        if change and attendu and not self.motif:
            self.add_error(CHAMP_DU_MOTIF, DEMANDE_DU_MOTIF)
        return lus


class AMotiver(Motive):
    """Formulaire du site : le motif ne s'y montre que si l'objet en demande un."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        demander_un_motif(self, self.instance)


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
        if moment is None or not PREMIERE_ANNEE <= moment.year <= DERNIERE_ANNEE:
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
