from django.db import models
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Cumule, Periodique
from gouvernance.models import Collectivite
from gouvernance.periodes import Periode
from services_communs.querysets import CooperationQuerySet


class Cooperation(CleNaturelle, Periode):
    """Mutualisation horizontale, entre communes ou avec un tiers (CGCT, art. L. 5111-1)."""

    class Forme(models.TextChoices):
        CONVENTION = "convention", "convention"
        MISE_A_DISPOSITION = "mise_a_disposition", "mise à disposition"
        COFINANCEMENT = "cofinancement", "cofinancement"
        MANIFESTATION = "manifestation", "manifestation commune"
        RESEAU = "reseau", "réseau"
        NON_PRECISEE = "", "forme non précisée"

    cle_naturelle = ("objet",)
    rattachement = Periodique("date_debut", libres=("ordre", "source"), depuis_toujours=True)

    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    objet = models.CharField("objet", max_length=200, unique=True)
    forme = models.CharField("forme", max_length=18, choices=Forme, blank=True)
    base_legale = models.CharField("base légale", max_length=200, blank=True)
    date_debut = models.DateField("depuis le", null=True, blank=True)
    toutes_les_communes = models.BooleanField(
        "ouverte à toutes les communes membres", default=False
    )
    autres_parties = models.CharField("parties en clair", max_length=200, blank=True)
    description = models.TextField("description", blank=True)
    source = models.CharField("documents qui en parlent", max_length=200, blank=True)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        verbose_name = "coopération"
        verbose_name_plural = "coopérations"
        ordering = ["ordre", "pk"]
        constraints = [*Periode.Meta.constraints]

    def __str__(self):
        return self.objet

    def get_absolute_url(self):
        return reverse("cooperation_detail", args=[self.pk])


class PartieCooperation(CleNaturelle):
    """Collectivité qui prend part à une coopération."""

    class Role(models.TextChoices):
        PARTICIPE = "participe", "participe"
        PORTE = "porte", "porte"
        BENEFICIE = "beneficie", "bénéficie"

    cle_naturelle = ("cooperation__objet", "collectivite__nom")
    rattachement = Cumule("cooperation__date_debut", depuis_toujours=True)

    cooperation = models.ForeignKey(
        Cooperation, on_delete=models.CASCADE, related_name="parties", verbose_name="coopération"
    )
    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="cooperations",
        verbose_name="collectivité",
    )
    role = models.CharField("rôle", max_length=9, choices=Role, default=Role.PARTICIPE)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "partie à une coopération"
        verbose_name_plural = "parties à une coopération"
        ordering = ["cooperation", "collectivite"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_partie_unique",
                fields=["cooperation", "collectivite"],
                violation_error_message="Cette collectivité est déjà partie à la coopération.",
            ),
        ]

    def __str__(self):
        return f"{self.collectivite} {self.get_role_display()}"
