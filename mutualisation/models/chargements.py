from django.db import models


class DonneeChargee(models.Model):
    """Valeurs d'une ligne livrée, telles que chargées : disent si elle a été modifiée depuis."""

    modele = models.CharField("modèle", max_length=80)
    cle = models.CharField("clé naturelle", max_length=500)
    valeurs = models.JSONField("valeurs")

    class Meta:
        verbose_name = "donnée chargée"
        verbose_name_plural = "données chargées"
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_donneechargee_unique",
                fields=["modele", "cle"],
                violation_error_message="Cette ligne est déjà chargée.",
            ),
        ]

    def __str__(self):
        return f"{self.modele} {self.cle}"
