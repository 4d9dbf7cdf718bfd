from django.db import models
from django.db.models import Q

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.models import Deliberation
from gouvernance.periodes import Exercices, ExercicesQuerySet


class EvaluationCLECT(CleNaturelle):
    """Séance où la commission évalue les charges transférées (CGI, art. 1609 nonies C, IV)."""

    cle_naturelle = ("date",)

    date = models.DateField("séance du", unique=True)
    objet = models.CharField("objet", max_length=200)
    resultat = models.CharField(
        "résultat du vote",
        max_length=160,
        blank=True,
        help_text="Par exemple « à l’unanimité des membres présents ou représentés ».",
    )
    methode = models.TextField("méthode retenue", blank=True)
    deliberations = models.ManyToManyField(
        Deliberation,
        blank=True,
        related_name="evaluations",
        verbose_name="délibérations qui en tirent les conséquences",
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation de la CLECT"
        verbose_name_plural = "évaluations de la CLECT"
        ordering = ["-date"]

    def __str__(self):
        return f"CLECT du {self.date:%d/%m/%Y}"


class TotalVote(CleNaturelle, Exercices):
    """Coût total arrêté par la CLECT pour un exercice ; l'écart avec les parts s'explique."""

    cle_naturelle = ("evaluation__date", "exercice_debut")

    evaluation = models.ForeignKey(
        EvaluationCLECT, on_delete=models.CASCADE, related_name="totaux", verbose_name="évaluation"
    )
    montant = models.DecimalField("coût total voté", max_digits=14, decimal_places=2)
    explication_ecart = models.TextField(
        "explication de l’écart",
        blank=True,
        help_text="Si la somme des participations ne redonne pas ce total.",
    )

    objects = ExercicesQuerySet.as_manager()

    class Meta:
        verbose_name = "total voté"
        verbose_name_plural = "totaux votés"
        ordering = ["exercice_debut", "pk"]
        constraints = [
            *Exercices.Meta.constraints,
            models.UniqueConstraint(
                name="finances_totalvote_unique",
                fields=["evaluation", "exercice_debut"],
                violation_error_message="Un total est déjà voté pour cet exercice.",
            ),
            models.CheckConstraint(
                name="finances_totalvote_positif",
                condition=Q(montant__gte=0),
                violation_error_message="Un coût n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.evaluation}, {self.exercices}"

    def clean(self):
        if self.evaluation_id:
            self.refuser_chevauchement(
                TotalVote.objects.filter(evaluation=self.evaluation),
                "Un autre total porte sur le même exercice",
            )
