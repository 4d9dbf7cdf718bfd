from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Annuel, HorsExercice, Periodique
from gouvernance.francais import de
from gouvernance.noms import NomTrie
from gouvernance.periodes import Periode, Precision
from gouvernance.querysets import CollectiviteQuerySet, PopulationQuerySet
from gouvernance.regles import siren_valide, siret_valide


def verifier_siren(siren: str) -> None:
    if not siren_valide(siren):
        raise ValidationError(f"« {siren} » n’est pas un SIREN : neuf chiffres et une clé juste.")


def verifier_siret(siret: str) -> None:
    if not siret_valide(siret):
        raise ValidationError(
            f"« {siret} » n’est pas un SIRET : quatorze chiffres, dont le SIREN, et une clé juste."
        )


class Collectivite(CleNaturelle, NomTrie, Periode):
    """Personne publique qui partage des services : métropole, commune, CCAS, ou tiers."""

    class Nature(models.TextChoices):
        METROPOLE = "metropole", "métropole"
        COMMUNE = "commune", "commune"
        CCAS = "ccas", "CCAS"
        EXTERIEURE = "exterieure", "hors de la métropole"

    class Article(models.TextChoices):
        AUCUN = "", "sans article"
        LE = "le", "le"
        LA = "la", "la"
        LES = "les", "les"
        L = "l’", "l’"

    cle_naturelle = ("nom",)
    rattachement = Periodique(
        "date_debut",
        libres=(
            "nom_de_tri",
            "nom",
            "article",
            "code_insee",
            "siren",
            "siret",
            "latitude",
            "longitude",
        ),
    )

    nature = models.CharField("nature", max_length=12, choices=Nature)
    nom = models.CharField(
        "nom officiel",
        max_length=120,
        unique=True,
        help_text="Tel que l’écrit le code officiel géographique.",
        error_messages={"unique": "Une collectivité porte déjà ce nom."},
    )
    article = models.CharField(
        "article",
        max_length=3,
        choices=Article,
        blank=True,
        help_text="« le » pour un CCAS : le site écrit « du CCAS de Chenôve ».",
    )
    code_insee = models.CharField("code INSEE", max_length=5, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[verifier_siren])
    siret = models.CharField(
        "SIRET du siège",
        max_length=14,
        blank=True,
        validators=[verifier_siret],
        help_text="Demandé par les données ouvertes des délibérations. Vide : inconnu.",
    )
    commune = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ccas",
        verbose_name="commune de rattachement",
        help_text="Pour un CCAS seulement.",
        error_messages={"unique": "Cette commune a déjà un CCAS."},
    )
    date_debut = models.DateField("membre depuis", null=True, blank=True)
    precision_debut = models.CharField(
        "précision de cette date", max_length=5, choices=Precision, default=Precision.JOUR
    )
    date_fin = models.DateField(
        "membre jusqu’au", null=True, blank=True, help_text="Dernier jour inclus."
    )
    successeur = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecesseurs",
        verbose_name="commune nouvelle qui lui succède",
    )
    latitude = models.DecimalField(
        "latitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        "longitude", max_digits=8, decimal_places=5, null=True, blank=True
    )

    objects = CollectiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "collectivité"
        verbose_name_plural = "collectivités"
        ordering = ["nom_de_tri", "pk"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="gouvernance_collectivite_une_metropole",
                fields=["nature"],
                condition=Q(nature="metropole"),
                violation_error_message="La métropole existe déjà : il n’y en a qu’une.",
            ),
            models.CheckConstraint(
                name="gouvernance_collectivite_ccas_et_commune",
                condition=Q(nature="ccas", commune__isnull=False)
                | (~Q(nature="ccas") & Q(commune=None)),
                violation_error_message="Un CCAS, et lui seul, est rattaché à une commune.",
            ),
            models.CheckConstraint(
                name="gouvernance_collectivite_code_insee",
                condition=Q(nature="commune", code_insee__regex=r"^\d[\dAB]\d{3}$")
                | (~Q(nature="commune") & Q(code_insee__regex=r"^(\d[\dAB]\d{3})?$")),
                violation_error_message="Une commune a un code INSEE de cinq caractères.",
            ),
            models.UniqueConstraint(
                name="gouvernance_collectivite_code_insee_unique",
                fields=["code_insee"],
                condition=~Q(code_insee="") & Q(successeur=None),
                violation_error_message="Une autre collectivité a déjà ce code INSEE.",
            ),
            models.CheckConstraint(
                name="gouvernance_collectivite_siren",
                condition=Q(siren__regex=r"^(\d{9})?$"),
                violation_error_message="Un SIREN a neuf chiffres.",
            ),
            models.UniqueConstraint(
                name="gouvernance_collectivite_siren_unique",
                fields=["siren"],
                condition=~Q(siren=""),
                violation_error_message="Une autre collectivité a déjà ce SIREN.",
            ),
            models.CheckConstraint(
                name="gouvernance_collectivite_siret",
                condition=Q(siret__regex=r"^(\d{14})?$"),
                violation_error_message="Un SIRET a quatorze chiffres.",
            ),
            models.CheckConstraint(
                name="gouvernance_collectivite_siret_et_siren",
                condition=Q(siret="") | Q(siren="") | Q(siren=Left("siret", 9)),
                violation_error_message="Un SIRET commence par le SIREN de la collectivité.",
            ),
            models.UniqueConstraint(
                name="gouvernance_collectivite_siret_unique",
                fields=["siret"],
                condition=~Q(siret=""),
                violation_error_message="Une autre collectivité a déjà ce SIRET.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        commune = self.commune or self
        return reverse("commune_detail", args=[commune.code_insee])

    @property
    def de(self) -> str:
        """« d’Ahuy », « de Dijon », « du CCAS de Chenôve »."""
        return de(self.nom, self.article)

    def clean(self):
        if self.commune and self.commune.nature != self.Nature.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})
        if self.successeur_id and (self.successeur_id == self.pk or not self.date_fin):
            raise ValidationError(
                {"successeur": "Une collectivité qui a un successeur a pris fin à une date connue."}
            )


class CommuneManager(models.Manager.from_queryset(CollectiviteQuerySet)):
    def get_queryset(self):
        return super().get_queryset().communes()


class CCASManager(models.Manager.from_queryset(CollectiviteQuerySet)):
    def get_queryset(self):
        return super().get_queryset().ccas()


class Commune(Collectivite):
    """Commune, membre de la métropole ou qui l'a été."""

    objects = CommuneManager()

    class Meta:
        proxy = True
        verbose_name = "commune"
        verbose_name_plural = "communes"


class CCAS(Collectivite):
    """Centre communal d'action sociale, établissement public distinct (CASF, art. L. 123-4)."""

    objects = CCASManager()

    class Meta:
        proxy = True
        verbose_name = "CCAS"
        verbose_name_plural = "CCAS"


class Graphie(CleNaturelle):
    """Autre façon d'écrire le nom d'une collectivité, rencontrée dans un document."""

    cle_naturelle = ("texte",)
    rattachement = HorsExercice("Une graphie aide à lire un fichier.")

    texte = models.CharField(
        "graphie",
        max_length=120,
        unique=True,
        error_messages={"unique": "Cette graphie désigne déjà une collectivité."},
    )
    collectivite = models.ForeignKey(
        Collectivite, on_delete=models.CASCADE, related_name="graphies", verbose_name="collectivité"
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "graphie"
        verbose_name_plural = "graphies"
        ordering = ["texte"]

    def __str__(self):
        return f"{self.texte} → {self.collectivite}"


class Population(CleNaturelle):
    """Population légale d'une commune, par millésime du recensement (CGCT, art. R. 2151-1)."""

    cle_naturelle = ("collectivite__nom", "millesime")
    rattachement = Annuel("en_vigueur")

    collectivite = models.ForeignKey(
        Collectivite, on_delete=models.CASCADE, related_name="populations", verbose_name="commune"
    )
    millesime = models.PositiveSmallIntegerField("millésime du recensement")
    en_vigueur = models.PositiveSmallIntegerField("en vigueur au 1er janvier")
    municipale = models.PositiveIntegerField("population municipale")
    totale = models.PositiveIntegerField("population totale", null=True, blank=True)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        verbose_name = "population légale"
        verbose_name_plural = "populations légales"
        ordering = ["collectivite", "-millesime"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_population_unique",
                fields=["collectivite", "millesime"],
                violation_error_message="La population de ce millésime est déjà saisie.",
            ),
            models.CheckConstraint(
                name="gouvernance_population_totale_coherente",
                condition=Q(totale=None) | Q(totale__gte=F("municipale")),
                violation_error_message="La population totale comprend la population municipale.",
            ),
            models.CheckConstraint(
                name="gouvernance_population_apres_recensement",
                condition=Q(en_vigueur__gt=F("millesime")),
                violation_error_message="Un millésime entre en vigueur après son recensement.",
            ),
        ]

    def __str__(self):
        return f"{self.collectivite}, population {self.millesime}"
