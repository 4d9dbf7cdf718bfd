from django.core.validators import MaxLengthValidator
from django.db import models

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Annuel
from mutualisation.models.rapports import Rapport


class Explication(CleNaturelle):
    """Pourquoi un manque ou une anomalie du rapport est publié tel quel."""

    cle_naturelle = ("rapport__annee", "point")
    rattachement = Annuel("rapport__annee")

    rapport = models.ForeignKey(
        Rapport, on_delete=models.CASCADE, related_name="explications", verbose_name="rapport"
    )
    point = models.CharField(
        "point", max_length=300, help_text="Par exemple « effectif:logistique »."
    )
    texte = models.TextField(
        "explication",
        validators=[MaxLengthValidator(2_000, "Ce texte dépasse %(limit_value)s signes.")],
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "explication"
        verbose_name_plural = "explications"
        ordering = ["rapport", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_explication_unique",
                fields=["rapport", "point"],
                violation_error_message="Ce point est déjà expliqué.",
            ),
        ]

    def __str__(self):
        return f"{self.rapport}, {self.point}"
