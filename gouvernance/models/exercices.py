from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gouvernance.exercices import HorsExercice
from gouvernance.historique.suivi import Suivi


class Cloture(Suivi):
    """Exercice dont les données ne changent plus, parce que son rapport est publié."""

    rattachement = HorsExercice("C’est elle qui verrouille.")

    annee = models.PositiveSmallIntegerField("exercice")
    close_le = models.DateTimeField("clos le", default=timezone.now)
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clotures",
        verbose_name="clos par",
    )
    rouverte_le = models.DateTimeField("rouvert le", null=True, blank=True)
    rouverte_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reouvertures",
        verbose_name="rouvert par",
    )
    motif = models.TextField("motif de la réouverture", blank=True)

    class Meta:
        verbose_name = "clôture d’un exercice"
        verbose_name_plural = "clôtures des exercices"
        ordering = ["-annee", "-close_le", "-pk"]
        permissions = [("rouvrir_exercice", "Peut rouvrir et refermer un exercice")]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_cloture_unique_en_cours",
                fields=["annee"],
                condition=Q(rouverte_le=None),
                violation_error_message="Cet exercice est déjà clos.",
            ),
            models.CheckConstraint(
                name="gouvernance_cloture_motif",
                condition=Q(rouverte_le=None, motif="")
                | Q(rouverte_le__isnull=False) & ~Q(motif=""),
                violation_error_message="Rouvrir un exercice clos demande un motif.",
            ),
            models.CheckConstraint(
                name="gouvernance_cloture_ordre",
                condition=Q(rouverte_le=None) | Q(rouverte_le__gte=models.F("close_le")),
                violation_error_message="Un exercice se rouvre après avoir été clos.",
            ),
        ]

    def __str__(self):
        return f"Exercice {self.annee}, clos le {timezone.localtime(self.close_le):%d/%m/%Y}"
