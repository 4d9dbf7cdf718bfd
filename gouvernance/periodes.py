"""Ce qui vaut pendant un temps : dates (`Periode`) ou exercices budgétaires (`Exercices`)."""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.exercices import Periodique

# Ce que porte une année bien tapée, bornes comprises.
ANNEES_PLAUSIBLES = PREMIERE_ANNEE, DERNIERE_ANNEE = 1950, 2100


class Precision(models.TextChoices):
    """Ce que les sources disent vraiment d'une date."""

    JOUR = "jour", "au jour près"
    MOIS = "mois", "au mois près"
    ANNEE = "annee", "à l’année près"


def s_accordent(un: date, precision: str, autre: date, precision_autre: str) -> bool:
    """Vrai si les deux dates peuvent être le même jour, à la précision de la moins précise."""
    precisions = {precision, precision_autre}
    if Precision.ANNEE in precisions:
        return un.year == autre.year
    if Precision.MOIS in precisions:
        return (un.year, un.month) == (autre.year, autre.month)
    return un == autre


def annee_plausible(nom: str, *champs: str) -> models.CheckConstraint:
    """`annee`, ou ces champs, sur quatre chiffres ; un champ vide passe."""
    bornes = {f"{champ}__range": ANNEES_PLAUSIBLES for champ in champs or ["annee"]}
    return models.CheckConstraint(
        name=nom,
        condition=Q(**bornes),
        violation_error_message="L’année s’écrit sur quatre chiffres, de 1950 à 2100.",
    )


class PeriodeQuerySet(CleNaturelleQuerySet):
    def en_cours_le(self, jour: date) -> Self:
        """Lignes en vigueur ce jour-là, bornes comprises ; un début inconnu est réputé passé."""
        return self.qui_chevauchent(jour, jour)

    def pour_exercice(self, annee: int) -> Self:
        """Lignes en vigueur au moins un jour de l'année civile."""
        return self.qui_chevauchent(date(annee, 1, 1), date(annee, 12, 31))

    def qui_chevauchent(self, debut: date, fin: date | None) -> Self:
        """Lignes qui ont au moins un jour commun avec la période, bornes comprises."""
        apres_le_debut = Q(date_fin=None) | Q(date_fin__gte=debut)
        if fin is None:
            return self.filter(apres_le_debut)
        return self.filter(apres_le_debut, Q(date_debut=None) | Q(date_debut__lte=fin))


class Periode(models.Model):
    rattachement = Periodique("date_debut")

    date_debut = models.DateField("date de début")
    date_fin = models.DateField(
        "date de fin",
        null=True,
        blank=True,
        help_text="Dernier jour inclus. Vide : toujours en vigueur.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dates_ordonnees",
                condition=Q(date_debut=None) | Q(date_fin=None) | Q(date_fin__gte=F("date_debut")),
                violation_error_message="La date de fin précède la date de début.",
            ),
        ]

    def est_en_cours_le(self, jour: date) -> bool:
        return (self.date_debut is None or self.date_debut <= jour) and (
            self.date_fin is None or jour <= self.date_fin
        )

    def chevauche(self, autre: "Periode") -> bool:
        """Vrai si les deux ont au moins un jour commun, bornes comprises."""
        return all(
            debut is None or fin is None or debut <= fin
            for debut, fin in [
                (self.date_debut, autre.date_fin),
                (autre.date_debut, self.date_fin),
            ]
        )

    def refuser_chevauchement(self, lignes: Iterable["Periode"], message: str) -> None:
        """Lève `ValidationError` si une autre des `lignes` a un jour commun avec celle-ci.

        Des lignes à lire ne le sont qu'à ces dates ; des lignes déjà lues le sont toutes.
        """
        if self.date_debut is None:
            return
        if isinstance(lignes, PeriodeQuerySet):
            lignes = lignes.qui_chevauchent(self.date_debut, self.date_fin).exclude(pk=self.pk)[:1]
        autres = (ligne for ligne in lignes if ligne is not self and self.chevauche(ligne))
        if autre := next(autres, None):
            raise ValidationError({"date_debut": f"{message} ({autre})."})


class ExercicesQuerySet(CleNaturelleQuerySet):
    def pour_exercice(self, annee: int) -> Self:
        """Lignes qui s'appliquent à l'exercice, bornes comprises."""
        return self.filter(
            Q(exercice_fin=None) | Q(exercice_fin__gte=annee), exercice_debut__lte=annee
        )

    def qui_chevauchent(self, debut: int, fin: int | None) -> Self:
        lignes = self.filter(Q(exercice_fin=None) | Q(exercice_fin__gte=debut))
        return lignes if fin is None else lignes.filter(exercice_debut__lte=fin)


class Exercices(models.Model):
    rattachement = Periodique("exercice_debut", colonne_de_fin="exercice_fin")

    exercice_debut = models.PositiveSmallIntegerField("premier exercice")
    exercice_fin = models.PositiveSmallIntegerField(
        "dernier exercice",
        null=True,
        blank=True,
        help_text="Inclus. Vide : cet exercice et les suivants.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_exercices_ordonnes",
                condition=Q(exercice_fin=None) | Q(exercice_fin__gte=F("exercice_debut")),
                violation_error_message="Le dernier exercice précède le premier.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_exercice_plausible",
                condition=Q(exercice_debut__range=ANNEES_PLAUSIBLES),
                violation_error_message="L’exercice s’écrit sur quatre chiffres, de 1950 à 2100.",
            ),
        ]

    @property
    def exercices(self) -> str:
        """« 2019 », « 2019 à 2021 » ou « 2020 et suivants »."""
        if self.exercice_fin is None:
            return f"{self.exercice_debut} et suivants"
        if self.exercice_fin == self.exercice_debut:
            return str(self.exercice_debut)
        return f"{self.exercice_debut} à {self.exercice_fin}"

    def s_applique_en(self, annee: int) -> bool:
        return self.exercice_debut <= annee and (
            self.exercice_fin is None or annee <= self.exercice_fin
        )

    def chevauche(self, autre: "Exercices") -> bool:
        """Vrai si les deux portent au moins sur un même exercice."""
        return all(
            fin is None or debut <= fin
            for debut, fin in [
                (self.exercice_debut, autre.exercice_fin),
                (autre.exercice_debut, self.exercice_fin),
            ]
        )

    def refuser_chevauchement(self, lignes: Iterable["Exercices"], message: str) -> None:
        """Lève `ValidationError` si une autre des `lignes` porte sur un même exercice.

        Des lignes à lire ne le sont qu'à ces exercices ; des lignes déjà lues le sont toutes.
        """
        if self.exercice_debut is None:
            return
        if isinstance(lignes, ExercicesQuerySet):
            lignes = lignes.qui_chevauchent(self.exercice_debut, self.exercice_fin)
            lignes = lignes.exclude(pk=self.pk)[:1]
        autres = (ligne for ligne in lignes if ligne is not self and self.chevauche(ligne))
        if autre := next(autres, None):
            raise ValidationError({"exercice_debut": f"{message} ({autre})."})


def fin_d_annee(annee: int) -> date:
    """Le 31 décembre ; d'une année impossible, le plus proche, pour qu'un contrôle la relève."""
    return date(min(max(annee, MINYEAR), MAXYEAR), 12, 31)
