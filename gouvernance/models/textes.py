from django.db import models
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import HorsExercice
from gouvernance.querysets import TexteQuerySet


class Texte(CleNaturelle):
    """Référence juridique, avec la date de la version citée et celle de sa vérification."""

    cle_naturelle = ("reference",)
    rattachement = HorsExercice("Une référence juridique porte la date de sa version.")

    class Categorie(models.TextChoices):
        CODE = "code", "texte codifié"
        LOI = "loi", "loi, ordonnance ou décret"
        EUROPE = "europe", "texte européen"

    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    categorie = models.CharField("catégorie", max_length=6, choices=Categorie)
    reference = models.CharField("référence", max_length=160, unique=True)
    objet = models.CharField("objet", max_length=300)
    contenu = models.TextField(
        "ce que le texte prévoit", blank=True, help_text="En quelques phrases, sans copier."
    )
    version_citee = models.CharField(
        "version citée",
        max_length=160,
        blank=True,
        help_text="Par exemple « rédaction de la loi n° 2014-58 du 27 janvier 2014 ».",
    )
    date_verification = models.DateField("vérifié le", null=True, blank=True)
    evolution = models.TextField(
        "ce qui a changé depuis", blank=True, help_text="Rédaction ou texte qui l’a remplacé."
    )

    objects = TexteQuerySet.as_manager()

    class Meta:
        verbose_name = "référence juridique"
        verbose_name_plural = "références juridiques"
        ordering = ["categorie", "ordre", "reference"]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("texte_detail", args=[self.pk])
