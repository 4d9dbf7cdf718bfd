from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from finances.calculs import ZERO
from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Cumule
from gouvernance.francais import enumerer, nombre
from gouvernance.models import Collectivite
from gouvernance.periodes import Periode, PeriodeQuerySet
from services_communs.models import ServiceCommun

CENT = Decimal(100)
PAR_POPULATION = Q(nature__in=["population", "forfait"])


class CleRepartition(CleNaturelle, Periode):
    """Clé qui partage le coût d'un service entre la métropole et les adhérents."""

    class Nature(models.TextChoices):
        POPULATION = "population", "population"
        AGENTS = "agents", "nombre d’agents"
        POSTES = "postes", "postes de travail"
        ACTES_PONDERES = "actes_ponderes", "actes d’urbanisme pondérés"
        CONTRATS = "contrats", "nombre de contrats"
        FORFAIT = "forfait", "forfait par strate démographique"
        POURCENTAGES = "pourcentages", "pourcentages fixes"
        GRATUITE = "gratuite", "gratuité pour les communes"

    class TypePopulation(models.TextChoices):
        MUNICIPALE = "municipale", "population municipale"
        TOTALE = "totale", "population totale"

    cle_naturelle = ("service__code", "date_debut")

    service = models.ForeignKey(
        ServiceCommun, on_delete=models.PROTECT, related_name="cles", verbose_name="service"
    )
    nature = models.CharField("nature", max_length=14, choices=Nature)
    part_metropole = models.DecimalField(
        "part de la métropole",
        max_digits=5,
        decimal_places=2,
        default=ZERO,
        help_text="En % du coût, avant le partage du reste entre les adhérents.",
    )
    type_population = models.CharField(
        "type de population", max_length=10, choices=TypePopulation, blank=True
    )
    millesime = models.PositiveSmallIntegerField("millésime du recensement", null=True, blank=True)
    motif_gratuite = models.CharField("motif de la gratuité", max_length=200, blank=True)

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        verbose_name = "clé de répartition"
        verbose_name_plural = "clés de répartition"
        ordering = ["service", "-date_debut"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="finances_clerepartition_unique",
                fields=["service", "date_debut"],
                violation_error_message="Ce service a déjà une clé à partir de cette date.",
            ),
            models.CheckConstraint(
                name="finances_clerepartition_part_metropole",
                condition=Q(part_metropole__range=(0, 100)),
                violation_error_message="La part de la métropole va de 0 à 100 pour cent.",
            ),
            models.CheckConstraint(
                name="finances_clerepartition_population_precisee",
                condition=(PAR_POPULATION & Q(millesime__isnull=False) & ~Q(type_population=""))
                | (~PAR_POPULATION & Q(millesime=None, type_population="")),
                violation_error_message=(
                    "Une clé de population ou de forfait, et elle seule, précise le type de "
                    "population et le millésime."
                ),
            ),
            models.CheckConstraint(
                name="finances_clerepartition_gratuite_motivee",
                condition=(Q(nature="gratuite") & ~Q(motif_gratuite=""))
                | (~Q(nature="gratuite") & Q(motif_gratuite="")),
                violation_error_message="Une gratuité, et elle seule, a un motif.",
            ),
        ]

    def __str__(self):
        return f"{self.service} : {self.get_nature_display()}, dès le {self.date_debut:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("cle_detail", args=[self.pk])

    def clean(self):
        if self.service_id:
            self.refuser_chevauchement(
                CleRepartition.objects.filter(service=self.service),
                "Ce service a une autre clé en vigueur",
            )
        fixees = {self.Nature.FORFAIT, self.Nature.POURCENTAGES}
        if self.nature in fixees and self.part_metropole:
            raise ValidationError(
                {"part_metropole": "La métropole garde ce que les parts fixées ne couvrent pas."}
            )

    def refuser_pourcentages(self, valeurs: Iterable["ValeurCle"]) -> None:
        """Lève `ValidationError`, qui nomme les lignes, si des pourcentages ne font pas 100."""
        lignes = list(valeurs)
        total = sum((ligne.valeur for ligne in lignes), ZERO)
        if self.nature == self.Nature.POURCENTAGES and total != CENT:
            detail = enumerer(map(str, lignes)) or "aucune ligne"
            raise ValidationError(
                f"{self.service} : les pourcentages font {nombre(total)} au lieu de 100 ({detail})."
            )


class ValeurCle(CleNaturelle):
    """Valeur d'une collectivité dans une clé : ses postes, ses contrats, son pourcentage…"""

    cle_naturelle = ("cle__service__code", "cle__date_debut", "collectivite__nom")
    rattachement = Cumule("cle__date_debut")

    cle = models.ForeignKey(
        CleRepartition, on_delete=models.CASCADE, related_name="valeurs", verbose_name="clé"
    )
    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="valeurs_de_cles",
        verbose_name="collectivité",
    )
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=4)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur d’une clé"
        verbose_name_plural = "valeurs d’une clé"
        ordering = ["cle", "collectivite"]
        constraints = [
            models.UniqueConstraint(
                name="finances_valeurcle_unique",
                fields=["cle", "collectivite"],
                violation_error_message="Cette collectivité a déjà une valeur dans cette clé.",
            ),
            models.CheckConstraint(
                name="finances_valeurcle_positive",
                condition=Q(valeur__gte=0),
                violation_error_message="Une valeur de clé n’est pas négative.",
            ),
        ]

    def __str__(self):
        return f"{self.collectivite} : {self.valeur.normalize():f}"

    def clean(self):
        if not self.cle_id or self.valeur is None:
            return
        if self.cle.nature == CleRepartition.Nature.POURCENTAGES and self.valeur > CENT:
            raise ValidationError({"valeur": f"{self} dépasse 100."})


class TrancheForfait(CleNaturelle):
    """Montant annuel demandé aux communes d'une strate démographique."""

    cle_naturelle = ("cle__service__code", "cle__date_debut", "population_min")
    rattachement = Cumule("cle__date_debut")

    cle = models.ForeignKey(
        CleRepartition, on_delete=models.CASCADE, related_name="tranches", verbose_name="clé"
    )
    population_min = models.PositiveIntegerField("de (habitants)")
    population_max = models.PositiveIntegerField(
        "à (habitants)", null=True, blank=True, help_text="Inclus. Vide : sans limite."
    )
    montant = models.DecimalField("forfait annuel", max_digits=14, decimal_places=2)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "tranche de forfait"
        verbose_name_plural = "tranches de forfait"
        ordering = ["cle", "population_min"]
        constraints = [
            models.UniqueConstraint(
                name="finances_trancheforfait_unique",
                fields=["cle", "population_min"],
                violation_error_message="Une tranche commence déjà à cette population.",
            ),
            models.CheckConstraint(
                name="finances_trancheforfait_ordonnee",
                condition=Q(population_max=None) | Q(population_max__gte=F("population_min")),
                violation_error_message="La tranche finit avant de commencer.",
            ),
            models.CheckConstraint(
                name="finances_trancheforfait_positive",
                condition=Q(montant__gte=0),
                violation_error_message="Un forfait n’est pas négatif.",
            ),
        ]

    def __str__(self):
        fin = f"à {self.population_max}" if self.population_max else "et plus"
        return f"{self.population_min} {fin} : {self.montant} €"

    def clean(self):
        if not self.cle_id or self.population_min is None:
            return
        for autre in TrancheForfait.objects.filter(cle=self.cle).exclude(pk=self.pk):
            if self.chevauche(autre):
                raise ValidationError(f"Deux tranches se chevauchent : {self} et {autre}.")

    def chevauche(self, autre: "TrancheForfait") -> bool:
        """Vrai si une population tient dans les deux."""
        return all(
            fin is None or debut <= fin
            for debut, fin in [
                (self.population_min, autre.population_max),
                (autre.population_min, self.population_max),
            ]
        )
