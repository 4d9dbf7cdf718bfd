from django.core.exceptions import ValidationError
from django.db import models

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.models.collectivites import Collectivite
from gouvernance.periodes import Periode, PeriodeQuerySet, Precision
from gouvernance.querysets import DeliberationQuerySet


class Deliberation(CleNaturelle):
    """Décision d'une assemblée : conseil métropolitain, conseil municipal, conseil du CCAS."""

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
    numero = models.CharField("numéro", max_length=40, blank=True)
    objet = models.CharField("objet", max_length=300)
    sens_du_vote = models.CharField(
        "sens du vote", max_length=120, blank=True, help_text="Par exemple « à l’unanimité »."
    )

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
        ]

    def __str__(self):
        return f"{self.assemblee}, {self.date:%d/%m/%Y} : {self.objet}"


class Mandature(CleNaturelle, Periode):
    """Mandat du conseil métropolitain, d'un renouvellement général au suivant."""

    cle_naturelle = ("nom",)

    nom = models.CharField(
        "nom", max_length=20, unique=True, help_text="Par exemple « 2020-2026 »."
    )
    date_debut = models.DateField("installation du conseil")

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        verbose_name = "mandature"
        verbose_name_plural = "mandatures"
        ordering = ["-date_debut"]
        constraints = [*Periode.Meta.constraints]

    def __str__(self):
        return self.nom

    def clean(self):
        self.refuser_chevauchement(Mandature.objects.all(), "Une autre mandature est en cours")


class Sieges(CleNaturelle):
    """Nombre de conseillers métropolitains d'une commune (CGCT, art. L. 5211-6-1)."""

    cle_naturelle = ("mandature__nom", "commune__nom")

    mandature = models.ForeignKey(
        Mandature, on_delete=models.CASCADE, related_name="sieges", verbose_name="mandature"
    )
    commune = models.ForeignKey(
        Collectivite, on_delete=models.PROTECT, related_name="sieges", verbose_name="commune"
    )
    nombre = models.PositiveSmallIntegerField("nombre de sièges")
    acte = models.CharField(
        "acte qui le fixe", max_length=160, help_text="L’arrêté préfectoral et sa date."
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "sièges d’une commune"
        verbose_name_plural = "sièges des communes"
        ordering = ["mandature", "-nombre", "commune"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_sieges_unique",
                fields=["mandature", "commune"],
                violation_error_message="Les sièges de cette commune sont déjà fixés.",
            ),
            models.CheckConstraint(
                name="gouvernance_sieges_au_moins_un",
                condition=models.Q(nombre__gte=1),
                violation_error_message="Chaque commune a au moins un siège.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} : {self.nombre}"

    def clean(self):
        if self.commune_id and self.commune.nature != Collectivite.Nature.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})


class Schema(CleNaturelle):
    """Schéma de mutualisation (CGCT, art. L. 5211-39-1) ; il vaut jusqu'au suivant."""

    cle_naturelle = ("nom",)

    nom = models.CharField("nom", max_length=80, unique=True)
    annee_debut = models.PositiveSmallIntegerField("première année")
    annee_fin = models.PositiveSmallIntegerField("dernière année prévue")
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schemas",
        verbose_name="délibération d’adoption",
    )
    orientations = models.TextField("orientations", blank=True)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "schéma de mutualisation"
        verbose_name_plural = "schémas de mutualisation"
        ordering = ["-annee_debut"]
        constraints = [
            models.CheckConstraint(
                name="gouvernance_schema_annees_ordonnees",
                condition=models.Q(annee_fin__gte=models.F("annee_debut")),
                violation_error_message="La dernière année précède la première.",
            ),
        ]

    def __str__(self):
        return self.nom


class Texte(CleNaturelle):
    """Référence juridique, avec la date de la version citée et celle de sa vérification."""

    cle_naturelle = ("reference",)

    class Categorie(models.TextChoices):
        CODE = "code", "texte codifié"
        LOI = "loi", "loi, ordonnance ou décret"
        EUROPE = "europe", "texte européen"

    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    categorie = models.CharField("catégorie", max_length=6, choices=Categorie)
    reference = models.CharField("référence", max_length=160, unique=True)
    objet = models.CharField("objet", max_length=300)
    contenu = models.TextField(
        "ce que le texte prévoit", blank=True, help_text="En quelques phrases, sans copier."
    )
    version_citee = models.CharField(
        "version citée",
        max_length=160,
        blank=True,
        help_text="Par exemple « rédaction de la loi n° 2014-58 du 27 janvier 2014 ».",
    )
    date_verification = models.DateField("vérifié le", null=True, blank=True)
    evolution = models.TextField(
        "ce qui a changé depuis", blank=True, help_text="Rédaction ou texte qui l’a remplacé."
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "référence juridique"
        verbose_name_plural = "références juridiques"
        ordering = ["categorie", "ordre", "reference"]

    def __str__(self):
        return self.reference
