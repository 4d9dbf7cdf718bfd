from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from finances.models.participations import Participation
from finances.querysets import AttributionQuerySet, RegularisationQuerySet
from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.models import Collectivite, Consultation, Deliberation
from gouvernance.periodes import ANNEES_PLAUSIBLES


class AttributionCompensation(CleNaturelle):
    """Ce que la métropole verse à une commune pour un exercice (CGI, art. 1609 nonies C, V).

    Négative, c'est la commune qui verse. Un montant inconnu reste vide.
    """

    class Nature(models.TextChoices):
        PROVISOIRE = "provisoire", "provisoire"
        DEFINITIVE = "definitive", "définitive"

    cle_naturelle = ("commune__nom", "exercice", "nature")
    rattachement = Annuel("exercice", libres=("date_notification",))

    commune = models.ForeignKey(
        Collectivite, on_delete=models.PROTECT, related_name="attributions", verbose_name="commune"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.PROVISOIRE)
    base = models.DecimalField(
        "montant avant services communs",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="En euros. Vide si les documents ne le donnent pas.",
    )
    montant_vote = models.DecimalField(
        "montant voté",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="En euros ; négatif si la commune verse à la métropole.",
    )
    date_notification = models.DateField(
        "notifiée le",
        null=True,
        blank=True,
        help_text="Le montant provisoire se communique avant le 15 février.",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attributions",
        verbose_name="délibération",
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attributions",
        verbose_name="consultation des communes",
    )

    objects = AttributionQuerySet.as_manager()

    class Meta:
        verbose_name = "attribution de compensation"
        verbose_name_plural = "attributions de compensation"
        ordering = ["-exercice", "commune", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="finances_attribution_unique",
                fields=["commune", "exercice", "nature"],
                violation_error_message="Cette attribution est déjà saisie pour l’exercice.",
            ),
            models.CheckConstraint(
                name="finances_attribution_exercice_plausible",
                condition=Q(exercice__range=ANNEES_PLAUSIBLES),
                violation_error_message="L’exercice s’écrit sur quatre chiffres, de 1950 à 2100.",
            ),
        ]

    def __str__(self):
        return f"{self.commune}, AC {self.get_nature_display()} {self.exercice}"

    def get_absolute_url(self):
        return reverse("attribution_detail", args=[self.commune.code_insee, self.exercice])

    def clean(self):
        if self.commune_id and self.commune.nature != Collectivite.Nature.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})


class Regularisation(CleNaturelle):
    """Solde d'une participation au coût réel, une fois l'exercice clos."""

    cle_naturelle = (
        "participation__payeur__nom",
        "participation__exercice_debut",
        "participation__objet",
        "exercice",
    )
    rattachement = Annuel("exercice")

    participation = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="regularisations",
        verbose_name="participation",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    cout_reel = models.DecimalField("coût réel", max_digits=14, decimal_places=2)
    date = models.DateField("arrêtée le")
    explication = models.TextField("explication", blank=True)

    objects = RegularisationQuerySet.as_manager()

    class Meta:
        verbose_name = "régularisation"
        verbose_name_plural = "régularisations"
        ordering = ["-exercice", "participation"]
        constraints = [
            models.UniqueConstraint(
                name="finances_regularisation_unique",
                fields=["participation", "exercice"],
                violation_error_message="Cette participation est déjà régularisée pour l’exercice.",
            ),
            models.CheckConstraint(
                name="finances_regularisation_cout_positif",
                condition=Q(cout_reel__gte=0),
                violation_error_message="Un coût réel n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.participation}, régularisation {self.exercice}"

    @property
    def solde(self) -> Decimal:
        """Reste à payer par la commune ; négatif, la métropole lui rend."""
        return self.cout_reel - self.participation.montant

    def clean(self):
        if not self.participation_id or not self.exercice:
            return
        if not self.participation.s_applique_en(self.exercice):
            raise ValidationError({"exercice": "La participation ne porte pas sur cet exercice."})
