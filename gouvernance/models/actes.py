from django.db import models
from django.db.models import Q

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.models.collectivites import Collectivite
from gouvernance.models.instances import Instance
from gouvernance.models.seances import Seance
from gouvernance.periodes import Precision
from gouvernance.querysets import DeliberationQuerySet
from gouvernance.regles import MATIERES_RESERVEES


class Deliberation(CleNaturelle):
    """Décision d'une assemblée : conseil métropolitain, conseil municipal, conseil du CCAS."""

    class Nature(models.TextChoices):
        DELIBERATION = "deliberation", "délibération"
        DECISION = "decision", "décision du président"

    class Majorite(models.TextChoices):
        SIMPLE = "simple", "majorité des suffrages exprimés"
        DEUX_TIERS_MEMBRES = "deux_tiers_membres", "deux tiers des membres"
        DEUX_TIERS_EXPRIMES = "deux_tiers_exprimes", "deux tiers des suffrages exprimés"

    class Resultat(models.TextChoices):
        ADOPTEE = "adoptee", "adoptée"
        REJETEE = "rejetee", "rejetée"

    cle_naturelle = ("assemblee", "date", "objet")

    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="deliberations",
        verbose_name="collectivité",
    )
    assemblee = models.CharField(
        "assemblée", max_length=120, help_text="Par exemple « conseil municipal de Dijon »."
    )
    date = models.DateField("date")
    precision = models.CharField(
        "précision de la date", max_length=5, choices=Precision, default=Precision.JOUR
    )
    instance = models.ForeignKey(
        Instance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliberations",
        verbose_name="instance",
        help_text="Vide : une assemblée dont le site ne suit pas les séances.",
    )
    seance = models.ForeignKey(
        Seance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliberations",
        verbose_name="séance",
    )
    nature = models.CharField(
        "nature de l’acte", max_length=12, choices=Nature, default=Nature.DELIBERATION
    )
    numero = models.CharField("numéro", max_length=40, blank=True)
    objet = models.CharField("objet", max_length=300)
    sens_du_vote = models.CharField(
        "sens du vote", max_length=120, blank=True, help_text="Par exemple « à l’unanimité »."
    )

    matiere_code = models.CharField(
        "code de la matière", max_length=6, blank=True, help_text="Nomenclature ACTES, « 5.7 »."
    )
    matiere_nom = models.CharField("matière", max_length=120, blank=True)
    matiere_reservee = models.CharField(
        "matière réservée au conseil",
        max_length=1,
        choices=[(rang, f"{rang}° {objet}") for rang, objet in MATIERES_RESERVEES.items()],
        blank=True,
        help_text="CGCT, art. L. 5211-10 : ni le bureau ni le président n’en décident.",
    )
    majorite = models.CharField(
        "majorité requise", max_length=20, choices=Majorite, default=Majorite.SIMPLE
    )
    pour = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    contre = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    sans_participation = models.PositiveSmallIntegerField(
        "ne prennent pas part au vote", null=True, blank=True
    )
    voix_du_president = models.CharField(
        "voix du président en cas de partage",
        max_length=6,
        choices=[("pour", "pour"), ("contre", "contre")],
        blank=True,
        help_text="Prépondérante, sauf au scrutin secret (CGCT, art. L. 2121-20).",
    )
    resultat = models.CharField("résultat", max_length=7, choices=Resultat, blank=True)
    identifiant_actes = models.CharField(
        "identifiant de télétransmission",
        max_length=80,
        blank=True,
        help_text="Celui que donne @CTES ; le site ne transmet pas les actes.",
    )
    transmise_le = models.DateField("transmise au préfet le", null=True, blank=True)
    adresse = models.URLField("adresse de l’acte publié", blank=True)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "délibération"
        verbose_name_plural = "délibérations"
        ordering = ["-date", "assemblee", "objet"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_deliberation_unique",
                fields=["assemblee", "date", "objet"],
                violation_error_message="Cette délibération est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="gouvernance_deliberation_votes_complets",
                condition=Q(pour=None, contre=None, abstentions=None, sans_participation=None)
                | Q(pour__isnull=False, contre__isnull=False),
                violation_error_message="Un vote compté dit les « pour » et les « contre ».",
            ),
        ]

    def __str__(self):
        return f"{self.assemblee}, {self.date:%d/%m/%Y} : {self.objet}"
