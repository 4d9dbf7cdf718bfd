from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from finances.calculs import ZERO
from finances.models.evaluations import EvaluationCLECT
from finances.querysets import CoutServiceQuerySet
from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from services_communs.models import ServiceCommun


class CoutService(CleNaturelle):
    """Coût annuel d'un service évalué par la CLECT, pour une nature de charge."""

    class Nature(models.TextChoices):
        PERSONNEL = "personnel", "personnel"
        FONCTIONNEMENT = "fonctionnement", "fonctionnement courant"
        RENOUVELLEMENT = "renouvellement", "renouvellement des biens"
        SUPPORT = "support", "charges de support"

    cle_naturelle = ("evaluation__date", "service__code", "exercice", "nature")
    rattachement = Annuel("exercice")

    evaluation = models.ForeignKey(
        EvaluationCLECT, on_delete=models.PROTECT, related_name="couts", verbose_name="évaluation"
    )
    service = models.ForeignKey(
        ServiceCommun, on_delete=models.PROTECT, related_name="couts", verbose_name="service"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    nature = models.CharField("nature", max_length=14, choices=Nature)
    montant = models.DecimalField(
        "montant annuel",
        max_digits=14,
        decimal_places=2,
        default=ZERO,
        help_text="En euros, en année pleine.",
    )
    taux = models.DecimalField(
        "taux",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Charges de support seulement : en % des charges de personnel.",
    )

    objects = CoutServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "coût d’un service"
        verbose_name_plural = "coûts des services"
        ordering = ["-exercice", "service", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="finances_coutservice_unique",
                fields=["evaluation", "service", "exercice", "nature"],
                violation_error_message="Ce coût est déjà saisi pour ce service et cet exercice.",
            ),
            models.CheckConstraint(
                name="finances_coutservice_positif",
                condition=Q(montant__gte=0),
                violation_error_message="Un coût n’est pas négatif.",
            ),
            models.CheckConstraint(
                name="finances_coutservice_support_en_taux",
                condition=Q(nature="support", taux__isnull=False, montant=0)
                | (~Q(nature="support") & Q(taux=None)),
                violation_error_message=(
                    "Les charges de support s’écrivent par un taux, les autres par un montant."
                ),
            ),
            models.CheckConstraint(
                name="finances_coutservice_taux_borne",
                condition=Q(taux=None) | Q(taux__range=(0, 100)),
                violation_error_message="Un taux va de 0 à 100 pour cent.",
            ),
        ]

    def __str__(self):
        return f"{self.service}, {self.get_nature_display()} {self.exercice}"

    @property
    def raison_d_un_motif(self) -> str:
        """Ce qu'une évaluation adoptée a fait voter ne se change pas sans dire pourquoi."""
        evaluation = self.evaluation
        return evaluation.raison_d_un_motif if evaluation else ""

    def clean(self):
        if self.evaluation_id and self.exercice and self.exercice < self.evaluation.date.year:
            raise ValidationError(
                {"exercice": f"L’exercice {self.exercice} précède la séance de la CLECT."}
            )
