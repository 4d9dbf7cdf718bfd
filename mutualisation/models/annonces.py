"""Autres faits relevés dans les documents : des dates, et ce qui lie leurs chiffres entre eux."""

from django.db import models

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import HorsExercice
from gouvernance.models import Deliberation
from gouvernance.periodes import Precision
from mutualisation.models.chiffres import ChiffreAnnonce
from mutualisation.models.ecarts import PorteurDEcart


class DateAnnoncee(PorteurDEcart, CleNaturelle):
    """Date écrite dans un document ; un même fait n'en a qu'une."""

    cle_naturelle = ("document", "emplacement", "fait")
    rattachement = HorsExercice("Relevé d’un document déjà écrit.")

    document = models.CharField("document", max_length=120)
    emplacement = models.CharField("emplacement", max_length=160)
    fait = models.CharField(
        "fait daté",
        max_length=160,
        help_text="Écrit de la même façon partout où il est daté. S’il porte le titre d’une étape "
        "ou d’une réalisation, sa date est aussi comparée à la sienne.",
    )
    jour = models.DateField("date annoncée")
    precision = models.CharField(
        "précision", max_length=5, choices=Precision, default=Precision.JOUR
    )
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dates_annoncees",
        verbose_name="délibération",
        help_text="Celle que la date prétend être.",
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "date annoncée"
        verbose_name_plural = "dates annoncées"
        ordering = ["fait", "document", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_dateannoncee_unique",
                fields=["document", "emplacement", "fait"],
                violation_error_message="Cette date est déjà relevée à cet endroit.",
            ),
        ]

    def __str__(self):
        return f"{self.fait} ({self.document}, {self.emplacement})"


class RelationAnnoncee(PorteurDEcart, CleNaturelle):
    """Ce qu'un document laisse entendre de ses chiffres : ceux-ci font, ensemble, celui-là."""

    class Operation(models.TextChoices):
        SOMME = "somme", "le total est la somme des termes"
        PRODUIT = "produit", "le total est le produit des termes"
        PART = "part", "chaque terme est une partie du total"
        TAUX = "taux", "le total dit combien pour cent un terme fait de l’autre"

    cle_naturelle = ("libelle",)
    rattachement = HorsExercice("Relevé d’un document déjà écrit.")

    libelle = models.CharField("ce qu’elle affirme", max_length=200, unique=True)
    operation = models.CharField("opération", max_length=7, choices=Operation)
    total = models.ForeignKey(
        ChiffreAnnonce,
        on_delete=models.CASCADE,
        related_name="relations",
        verbose_name="total",
    )
    termes = models.ManyToManyField(
        ChiffreAnnonce, related_name="relations_comme_terme", verbose_name="termes"
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "relation entre chiffres annoncés"
        verbose_name_plural = "relations entre chiffres annoncés"
        ordering = ["pk"]

    def __str__(self):
        return self.libelle
