from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone

from gouvernance.exercices import HorsExercice
from gouvernance.historique.suivi import Suivi


class ConstatExplique(Suivi):
    """Pourquoi un écart relevé par un contrôle est admis, dit par une personne.

    `empreinte` est celle des valeurs expliquées : d'autres valeurs appellent une autre réponse.
    """

    rattachement = HorsExercice("Une explication n’écrit aucun chiffre.")

    controle = models.SlugField("contrôle")
    cle = models.CharField("ce qu’il désigne", max_length=300)
    empreinte = models.CharField("empreinte des valeurs", max_length=64, editable=False)
    texte = models.TextField(
        "explication",
        validators=[MaxLengthValidator(2_000, "Ce texte dépasse %(limit_value)s signes.")],
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="constats_expliques",
        verbose_name="expliqué par",
    )
    explique_le = models.DateTimeField("expliqué le", default=timezone.now)

    class Meta:
        verbose_name = "constat expliqué"
        verbose_name_plural = "constats expliqués"
        ordering = ["controle", "cle", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_constatexplique_unique",
                fields=["controle", "cle"],
                violation_error_message="Ce constat est déjà expliqué.",
            ),
        ]

    def __str__(self):
        return f"{self.controle}, {self.cle}"
