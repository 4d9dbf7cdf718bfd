from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from gouvernance.exercices import HorsExercice
from gouvernance.historique.suivi import EcritAvecSaTrace, Historique
from gouvernance.models.collectivites import Collectivite


class Utilisateur(EcritAvecSaTrace, AbstractUser):
    """Personne qui se connecte : agent de la métropole, ou lecteur pour ses collectivités."""

    rattachement = HorsExercice("Un compte ouvre le site.")

    collectivites = models.ManyToManyField(
        Collectivite,
        blank=True,
        related_name="utilisateurs",
        verbose_name="collectivités",
        help_text="Celles dont un maire, un DGS ou un agent communal lit la page.",
    )

    historique = Historique(excluded_fields=["password", "last_login"])

    class Meta(AbstractUser.Meta):
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"

    def __str__(self):
        return self.get_full_name() or self.username

    @cached_property
    def est_contributeur(self) -> bool:
        """Vrai pour qui ne modifie que ce qui relève de ses domaines."""
        return self.groups.filter(name="contributeurs").exists()
