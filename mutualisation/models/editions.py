from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from mutualisation.models.rapports import Rapport

FIGEE = "Une édition publiée ne se modifie pas et ne se supprime pas : publiez une correction."


class Figee(models.Model):
    """Ligne qui, une fois écrite, ne change plus ; la base le refuse elle aussi."""

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self._state.adding:
            raise ValidationError(FIGEE)
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise ValidationError(FIGEE)


class EditionQuerySet(models.QuerySet):
    def de_l_annee(self, annee: int) -> Self:
        """De la plus récente à la première."""
        return self.filter(rapport__annee=annee).select_related("rapport").order_by("-numero")

    def dernieres(self) -> Self:
        """La plus récente de chaque année."""
        suivantes = self.model.objects.filter(
            rapport=OuterRef("rapport"), numero__gt=OuterRef("numero")
        )
        return self.filter(~Exists(suivantes)).select_related("rapport").order_by("-rapport__annee")

    def annees(self) -> Self:
        """Années dont un rapport a paru."""
        return self.order_by("rapport__annee").values_list("rapport__annee", flat=True).distinct()


class Edition(Figee):
    """Rapport publié et figé ; une correction est une nouvelle édition, avec son motif."""

    rapport = models.ForeignKey(
        Rapport, on_delete=models.PROTECT, related_name="editions", verbose_name="rapport"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    publiee_le = models.DateTimeField("publiée le")
    publiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name="publiée par",
        help_text="Vide : publiée par la commande `publier_rapport`.",
    )
    motif = models.TextField(
        "motif de la correction", blank=True, help_text="Vide pour la première édition."
    )
    empreinte = models.CharField(
        "empreinte du contenu", max_length=64, help_text="SHA-256 des données figées."
    )
    logiciel = models.JSONField("versions des logiciels et empreinte des gabarits")
    manifeste = models.JSONField("empreinte SHA-256 de chaque fichier, par nom")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition"
        verbose_name_plural = "éditions"
        ordering = ["-rapport__annee", "-numero"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_edition_unique",
                fields=["rapport", "numero"],
                violation_error_message="Cette édition existe déjà.",
            ),
            models.CheckConstraint(
                name="mutualisation_edition_motif",
                condition=Q(numero=1) | Q(numero__gt=1) & ~Q(motif=""),
                violation_error_message="Une correction dit son motif.",
            ),
        ]

    def __str__(self):
        return f"{self.rapport}, édition {self.numero}"

    def get_absolute_url(self):
        return reverse("edition_detail", args=[self.rapport.annee, self.numero])


class FichierEdition(Figee):
    """Fichier figé d'une édition : données, documents, annexes."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="fichiers", verbose_name="édition"
    )
    nom = models.CharField("nom", max_length=80)
    type_mime = models.CharField("type", max_length=80)
    contenu = models.BinaryField("contenu")
    taille = models.PositiveIntegerField("taille en octets")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)

    class Meta:
        verbose_name = "fichier d’une édition"
        verbose_name_plural = "fichiers des éditions"
        ordering = ["edition", "nom"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_fichieredition_unique",
                fields=["edition", "nom"],
                violation_error_message="Cette édition a déjà un fichier de ce nom.",
            ),
        ]

    def __str__(self):
        return f"{self.edition}, {self.nom}"

    @property
    def octets(self) -> bytes:
        """PostgreSQL rend une vue sur le contenu."""
        return bytes(self.contenu)
