from django.core.exceptions import ValidationError
from django.db import models

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Cumule
from gouvernance.models.collectivites import Collectivite
from gouvernance.periodes import Periode, PeriodeQuerySet
from gouvernance.querysets import SiegesQuerySet


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
    rattachement = Cumule("mandature__date_debut")

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

    objects = SiegesQuerySet.as_manager()

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
