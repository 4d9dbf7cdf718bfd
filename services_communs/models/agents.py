from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel, Cumule
from gouvernance.models import Collectivite
from gouvernance.periodes import Precision
from services_communs.models.services_communs import Domaine, ServiceCommun
from services_communs.querysets import EffectifQuerySet, TransfertAgentsQuerySet


class TransfertAgents(CleNaturelle):
    """Agents transférés de plein droit à la métropole (CGCT, art. L. 5211-4-2, al. 6).

    Des nombres seulement : aucun agent n'est nommé.
    """

    cle_naturelle = ("domaine__code", "origine__nom", "date_effet")
    rattachement = Cumule("date_effet")

    domaine = models.ForeignKey(
        Domaine, on_delete=models.PROTECT, related_name="transferts", verbose_name="domaine"
    )
    service = models.ForeignKey(
        ServiceCommun,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transferts",
        verbose_name="service",
        help_text="Quand la source le précise.",
    )
    origine = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="transferts",
        verbose_name="collectivité d’origine",
    )
    date_effet = models.DateField("date d’effet")
    precision = models.CharField(
        "précision de la date", max_length=5, choices=Precision, default=Precision.JOUR
    )
    agents = models.PositiveSmallIntegerField("nombre d’agents")
    etp = models.DecimalField("ETP", max_digits=7, decimal_places=2, null=True, blank=True)

    objects = TransfertAgentsQuerySet.as_manager()

    class Meta:
        verbose_name = "transfert d’agents"
        verbose_name_plural = "transferts d’agents"
        ordering = ["domaine", "origine", "date_effet", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_transfert_unique",
                fields=["domaine", "origine", "date_effet"],
                violation_error_message="Ce transfert est déjà enregistré à cette date.",
            ),
            models.CheckConstraint(
                name="services_communs_transfert_au_moins_un_agent",
                condition=Q(agents__gte=1),
                violation_error_message="Un transfert concerne au moins un agent.",
            ),
            models.CheckConstraint(
                name="services_communs_transfert_etp_positif",
                condition=Q(etp=None) | Q(etp__gte=0),
                violation_error_message="Un nombre d’ETP n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.origine} → {self.domaine} : {self.agents}"

    def clean(self):
        if self.service_id and self.domaine_id and self.service.domaine_id != self.domaine_id:
            raise ValidationError({"service": "Ce service relève d’un autre domaine."})


class Effectif(CleNaturelle):
    """Effectif d'un domaine observé un jour donné : agents, et équivalents temps plein (ETP)."""

    cle_naturelle = ("domaine__code", "date", "perimetre")
    rattachement = Annuel("date")

    domaine = models.ForeignKey(
        Domaine, on_delete=models.PROTECT, related_name="effectifs", verbose_name="domaine"
    )
    date = models.DateField("observé le")
    perimetre = models.CharField(
        "périmètre particulier",
        max_length=160,
        blank=True,
        help_text="Vide : le service commun, seul compté dans les totaux.",
    )
    agents = models.PositiveSmallIntegerField("agents", null=True, blank=True)
    etp = models.DecimalField("ETP", max_digits=7, decimal_places=2, null=True, blank=True)

    objects = EffectifQuerySet.as_manager()

    class Meta:
        verbose_name = "effectif"
        verbose_name_plural = "effectifs"
        ordering = ["domaine", "-date", "perimetre"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_effectif_unique",
                fields=["domaine", "date", "perimetre"],
                violation_error_message="L’effectif de ce domaine est déjà saisi à cette date.",
            ),
            models.CheckConstraint(
                name="services_communs_effectif_renseigne",
                condition=Q(agents__isnull=False) | Q(etp__isnull=False),
                violation_error_message="Renseignez les agents, les ETP ou les deux.",
            ),
            models.CheckConstraint(
                name="services_communs_effectif_etp_positif",
                condition=Q(etp=None) | Q(etp__gte=0),
                violation_error_message="Un nombre d’ETP n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.domaine} au {self.date:%d/%m/%Y}"
