from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Annuel, HorsExercice
from gouvernance.periodes import annee_plausible
from services_communs.models.services_communs import Domaine
from services_communs.querysets import IndicateurQuerySet


class Indicateur(CleNaturelle):
    """Grandeur suivie d'année en année par un domaine."""

    class Sens(models.TextChoices):
        HAUSSE = "hausse", "la hausse est recherchée"
        BAISSE = "baisse", "la baisse est recherchée"
        NEUTRE = "neutre", "sans sens souhaité"

    cle_naturelle = ("domaine__code", "libelle")
    rattachement = HorsExercice("Un libellé ; ses mesures portent leur année.")

    domaine = models.ForeignKey(
        Domaine, on_delete=models.PROTECT, related_name="indicateurs", verbose_name="domaine"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    rubrique = models.CharField("rubrique", max_length=120, blank=True)
    libelle = models.CharField("libellé", max_length=200)
    unite = models.CharField("unité", max_length=40, blank=True)
    sens = models.CharField("sens", max_length=6, choices=Sens, default=Sens.NEUTRE)
    est_obligatoire = models.BooleanField(
        "attendu chaque année",
        default=False,
        help_text="Le rapport signale l’absence de valeur.",
    )

    objects = IndicateurQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ["domaine", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_indicateur_unique",
                fields=["domaine", "libelle"],
                violation_error_message="Ce domaine a déjà un indicateur de ce nom.",
            ),
        ]

    def __str__(self):
        return self.libelle


class Mesure(CleNaturelle):
    """Valeur d'un indicateur pour une année."""

    class Qualificatif(models.TextChoices):
        EXACT = "=", "valeur exacte"
        ENVIRON = "≈", "environ"
        PLUS_DE = ">", "plus de"
        MOINS_DE = "<", "moins de"

    cle_naturelle = ("indicateur__domaine__code", "indicateur__libelle", "annee")
    rattachement = Annuel("annee")

    indicateur = models.ForeignKey(
        Indicateur, on_delete=models.PROTECT, related_name="mesures", verbose_name="indicateur"
    )
    annee = models.PositiveSmallIntegerField("année")
    qualificatif = models.CharField(
        "qualificatif", max_length=1, choices=Qualificatif, default=Qualificatif.EXACT
    )
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=2)
    valeur_maximale = models.DecimalField(
        "valeur maximale",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Pour une fourchette : « de 0 à 4,7 jours ».",
    )
    date = models.DateField("observée le", null=True, blank=True)
    periode = models.CharField(
        "période particulière",
        max_length=80,
        blank=True,
        help_text="Vide : l’année entière. Par exemple « septembre à décembre ».",
    )
    commentaire = models.CharField("commentaire", max_length=300, blank=True)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        verbose_name_plural = "mesures"
        ordering = ["indicateur", "-annee"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_mesure_unique",
                fields=["indicateur", "annee"],
                violation_error_message="Cet indicateur a déjà une valeur pour cette année.",
            ),
            annee_plausible("services_communs_mesure_annee_plausible"),
            models.CheckConstraint(
                name="services_communs_mesure_fourchette",
                condition=Q(valeur_maximale=None) | Q(valeur_maximale__gt=models.F("valeur")),
                violation_error_message="La valeur maximale dépasse la valeur minimale.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur} {self.annee}"

    def clean(self):
        if self.date and self.annee and self.date.year != self.annee:
            raise ValidationError({"date": "La date d’observation est d’une autre année."})
