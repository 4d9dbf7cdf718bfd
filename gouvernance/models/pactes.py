from django.db import models
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel, Periodique
from gouvernance.models.actes import Deliberation
from gouvernance.models.mandatures import Mandature
from gouvernance.periodes import annee_plausible
from gouvernance.querysets import PacteQuerySet, SchemaQuerySet


class Schema(CleNaturelle):
    """Schéma de mutualisation (CGCT, art. L. 5211-39-1) ; il vaut jusqu'au suivant."""

    cle_naturelle = ("nom",)
    rattachement = Periodique("annee_debut", colonne_de_fin="annee_fin")

    nom = models.CharField("nom", max_length=80, unique=True)
    annee_debut = models.PositiveSmallIntegerField("première année")
    annee_fin = models.PositiveSmallIntegerField("dernière année prévue")
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schemas",
        verbose_name="délibération d’adoption",
    )
    orientations = models.TextField("orientations", blank=True)

    objects = SchemaQuerySet.as_manager()

    class Meta:
        verbose_name = "schéma de mutualisation"
        verbose_name_plural = "schémas de mutualisation"
        ordering = ["-annee_debut"]
        constraints = [
            models.CheckConstraint(
                name="gouvernance_schema_annees_ordonnees",
                condition=models.Q(annee_fin__gte=models.F("annee_debut")),
                violation_error_message="La dernière année précède la première.",
            ),
            annee_plausible("gouvernance_schema_annees_plausibles", "annee_debut", "annee_fin"),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("schema_detail", args=[self.pk])


class Pacte(CleNaturelle):
    """Pacte de gouvernance entre la métropole et ses communes (CGCT, art. L. 5211-11-2)."""

    cle_naturelle = ("nom",)
    rattachement = Annuel("deliberation__date")

    nom = models.CharField("nom", max_length=80, unique=True)
    mandature = models.ForeignKey(
        Mandature, on_delete=models.PROTECT, related_name="pactes", verbose_name="mandature"
    )
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pactes",
        verbose_name="délibération d’adoption",
    )
    objectifs = models.TextField(
        "objectifs, valeurs et principes", blank=True, help_text="Un par ligne."
    )
    orientations = models.TextField("orientations", blank=True)
    actes = models.ManyToManyField(
        Deliberation, blank=True, related_name="pactes_annexes", verbose_name="actes annexés"
    )

    objects = PacteQuerySet.as_manager()

    class Meta:
        verbose_name = "pacte de gouvernance"
        verbose_name_plural = "pactes de gouvernance"
        ordering = ["-mandature__date_debut", "nom"]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("pacte_detail", args=[self.pk])
