from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from finances.calculs import ZERO, ajustement_attribution
from finances.models.evaluations import (
    EvaluationCLECT,
    refuser_exercice_anterieur,
    refuser_si_fige,
)
from finances.querysets import ParticipationQuerySet
from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.models import Collectivite, Deliberation
from gouvernance.periodes import Exercices
from services_communs.models import Adhesion, ServiceCommun

# Ce que le vote arrête ; le dernier exercice se clôt quand une autre évaluation prend la suite.
CHAMPS_VOTES = [
    "evaluation_id",
    "payeur_id",
    "service_id",
    "exercice_debut",
    "montant",
    "montant_calcule",
    "deja_valorise",
    "mode",
    "mois",
]
ECART_SANS_MOTIF = "Le montant diffère du montant calculé : dites pourquoi."


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
    montant_calcule = models.DecimalField(
        "montant calculé",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Ce que donnent les coûts et les clés ; vide si rien ne permet de le calculer.",
    )
    motif_ecart = models.CharField(
        "motif de l’écart",
        max_length=300,
        blank=True,
        help_text="Pourquoi le montant voté diffère du montant calculé.",
    )
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

    # Lues d'avance quand beaucoup de participations se vérifient ensemble.
    voisines: Sequence["Participation"] | None = None
    adhesions: Sequence[Adhesion] | None = None
    enregistree: "Participation | None" = None

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
                name="finances_participation_ecart_motive",
                condition=Q(montant_calcule=None)
                | Q(montant_calcule=F("montant"))
                | ~Q(motif_ecart=""),
                violation_error_message=ECART_SANS_MOTIF,
            ),
            models.CheckConstraint(
                name="finances_participation_imputation_evaluee",
                condition=~Q(mode="imputation_ac") | Q(evaluation__isnull=False),
                violation_error_message="Une imputation sur l’AC suit une évaluation de la CLECT.",
            ),
        ]

    def __str__(self):
        return f"{self.payeur}, {self.exercices}"

    def get_absolute_url(self):
        return reverse("participation_detail", args=[self.pk])

    @property
    def raison_d_un_motif(self) -> str:
        """Ce qu'une évaluation adoptée a fait voter ne se change pas sans dire pourquoi."""
        evaluation = self.evaluation
        return evaluation.raison_d_un_motif if evaluation else ""

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

    @property
    def ecart_de_calcul(self) -> Decimal | None:
        """Montant voté moins montant calculé ; `None` si l'un des deux manque."""
        if self.montant is None or self.montant_calcule is None:
            return None
        return self.montant - self.montant_calcule

    def clean(self):
        refuser_si_fige(self, CHAMPS_VOTES, self.enregistree)
        refuser_exercice_anterieur(self.evaluation, self.exercice_debut)
        if self.ecart_de_calcul and not self.motif_ecart.strip():
            # Aucun formulaire n'a ce champ, et la contrainte ne s'y vérifie donc pas.
            raise ValidationError(ECART_SANS_MOTIF)
        if not self.payeur_id:
            return
        natures = {Collectivite.Nature.COMMUNE, Collectivite.Nature.METROPOLE}
        if self.payeur.nature not in natures:
            raise ValidationError(
                {"payeur": "Le payeur est la commune, pour elle et son CCAS, ou la métropole."}
            )
        self.refuser_sans_adhesion()
        self.refuser_chevauchement(
            self.concurrentes(), "Une autre participation porte sur le même exercice"
        )

    def concurrentes(self) -> Iterable["Participation"]:
        """Celles qui ne peuvent porter sur les mêmes exercices."""
        voisines = self.voisines
        if voisines is None:
            siennes = Participation.objects.filter(payeur=self.payeur).exclude(pk=self.pk)
            voisines = siennes.select_related("payeur", "evaluation")
        return [autre for autre in voisines if self.exclut(autre)]

    def exclut(self, autre: "Participation") -> bool:
        """Vrai si les deux ne peuvent porter sur un même exercice.

        Tant qu'une évaluation n'est pas en vigueur, ce qu'elle remplace reste ouvert : l'entrée en
        vigueur le clôt.
        """
        if (autre.mode, autre.service_id) != (self.mode, self.service_id):
            return False
        est_votee = autre.evaluation is None or autre.evaluation.est_figee
        if self.evaluation is None or self.evaluation.etat == EvaluationCLECT.Etat.EN_VIGUEUR:
            return est_votee
        if autre.evaluation_id == self.evaluation_id:
            return True
        est_remplacee = autre.exercice_fin is None and autre.exercice_debut < self.exercice_debut
        return est_votee and not est_remplacee

    def refuser_sans_adhesion(self) -> None:
        """Lève `ValidationError` si la commune paie un service où ni elle ni son CCAS n'adhère."""
        if not self.service_id or self.payeur.nature != Collectivite.Nature.COMMUNE:
            return
        adhesions = self.adhesions
        if adhesions is None:
            adhesions = Adhesion.objects.filter(service=self.service).pour_commune(self.payeur)
        payee = Adhesion(
            date_debut=date(self.exercice_debut, 1, 1),
            date_fin=date(self.exercice_fin, 12, 31) if self.exercice_fin else None,
        )
        if not any(a.service_id == self.service_id and a.chevauche(payee) for a in adhesions):
            raise ValidationError(
                {"payeur": f"{self.payeur} n’adhère pas au service « {self.service} »."}
            )
