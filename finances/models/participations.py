from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finances.calculs import ZERO, ajustement_attribution
from finances.models.evaluations import EvaluationCLECT
from finances.querysets import ParticipationQuerySet
from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.models import Collectivite, Deliberation
from gouvernance.periodes import Exercices
from services_communs.models import ServiceCommun


class Participation(CleNaturelle, Exercices):
    """Part du coût des services communs qu'une commune, avec son CCAS, ou la métropole supporte.

    Le montant est celui qui a été voté : il n'est jamais recalculé ni corrigé.
    """

    class Mode(models.TextChoices):
        IMPUTATION_AC = "imputation_ac", "déduite de l’attribution"
        REFACTURATION = "refacturation", "refacturée chaque année"

    cle_naturelle = ("payeur__nom", "exercice_debut", "mode", "objet")

    evaluation = models.ForeignKey(
        EvaluationCLECT,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="évaluation de la CLECT",
        help_text="Vide si le montant vient d’une délibération seule.",
    )
    payeur = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name="payeur",
        help_text="La commune, pour elle et son CCAS, ou la métropole.",
    )
    service = models.ForeignKey(
        ServiceCommun,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="service",
        help_text="Vide : l’ensemble des services auxquels le payeur adhère.",
    )
    objet = models.CharField("objet", max_length=160, default="Services communs")
    montant = models.DecimalField("montant voté", max_digits=14, decimal_places=2)
    deja_valorise = models.DecimalField(
        "déjà valorisé dans l’AC",
        max_digits=14,
        decimal_places=2,
        default=ZERO,
        help_text="Part déjà déduite de l’attribution de compensation avant cette évaluation.",
    )
    mode = models.CharField("mode", max_length=13, choices=Mode, default=Mode.IMPUTATION_AC)
    mois = models.PositiveSmallIntegerField(
        "mois facturés",
        null=True,
        blank=True,
        help_text="Sur douze, quand la participation ne couvre qu’une partie de l’année.",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="délibération",
    )
    explication = models.TextField("explication", blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ["exercice_debut", "payeur", "pk"]
        constraints = [
            *Exercices.Meta.constraints,
            models.UniqueConstraint(
                name="finances_participation_unique",
                fields=["payeur", "exercice_debut", "mode", "objet"],
                violation_error_message="Cette participation est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="finances_participation_montants_positifs",
                condition=Q(montant__gte=0, deja_valorise__gte=0),
                violation_error_message="Une participation n’est pas négative.",
            ),
            models.CheckConstraint(
                name="finances_participation_deja_valorise_borne",
                condition=Q(deja_valorise__lte=F("montant")),
                violation_error_message="Ce qui est déjà valorisé ne dépasse pas le montant voté.",
            ),
            models.CheckConstraint(
                name="finances_participation_mois",
                condition=Q(mois=None) | Q(mois__range=(1, 12)),
                violation_error_message="Le nombre de mois va de 1 à 12.",
            ),
            models.CheckConstraint(
                name="finances_participation_votee",
                condition=Q(evaluation__isnull=False) | Q(deliberation__isnull=False),
                violation_error_message="Indiquez l’évaluation de la CLECT ou la délibération.",
            ),
            models.CheckConstraint(
                name="finances_participation_imputation_evaluee",
                condition=~Q(mode="imputation_ac") | Q(evaluation__isnull=False),
                violation_error_message="Une imputation sur l’AC suit une évaluation de la CLECT.",
            ),
        ]

    def __str__(self):
        return f"{self.payeur}, {self.exercices}"

    @property
    def mode_en_clair(self) -> str:
        """Le mode ; la métropole, elle, n'a pas d'attribution dont déduire sa part."""
        if self.payeur.nature == Collectivite.Nature.METROPOLE:
            return "à la charge de la métropole"
        return self.get_mode_display()

    @property
    def ajustement(self) -> Decimal:
        """Effet sur l'AC du payeur : nul pour la métropole et pour une facture."""
        est_commune = self.payeur.nature == Collectivite.Nature.COMMUNE
        if self.mode != self.Mode.IMPUTATION_AC or not est_commune:
            return ZERO
        return ajustement_attribution(self.montant, self.deja_valorise)

    def clean(self):
        if not self.payeur_id:
            return
        natures = {Collectivite.Nature.COMMUNE, Collectivite.Nature.METROPOLE}
        if self.payeur.nature not in natures:
            raise ValidationError(
                {"payeur": "Le payeur est la commune, pour elle et son CCAS, ou la métropole."}
            )
        memes = Participation.objects.filter(
            payeur=self.payeur, mode=self.mode, service=self.service
        )
        self.refuser_chevauchement(memes, "Une autre participation porte sur le même exercice")
