from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from finances.models.parcours import Parcours
from finances.querysets import EvaluationQuerySet, TotalVoteQuerySet
from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.francais import enumerer
from gouvernance.models import Consultation, Deliberation
from gouvernance.periodes import Exercices


def refuser_si_fige(
    ligne: models.Model, champs: list[str], enregistree: models.Model | None = None
) -> None:
    """Lève `ValidationError` si un champ voté change alors que l'évaluation est adoptée.

    `enregistree` est la ligne telle que la base l'a, si elle est déjà lue. La base refuse aussi,
    par déclencheur, ce qui ne passe pas par `full_clean`.
    """
    if ligne.pk is None:
        return
    votee = enregistree or type(ligne).objects.select_related("evaluation").get(pk=ligne.pk)
    if votee.evaluation is None or not votee.evaluation.est_figee:
        return
    changes = [champ for champ in champs if getattr(ligne, champ) != getattr(votee, champ)]
    if changes:
        noms = enumerer(
            ligne._meta.get_field(champ.removesuffix("_id")).verbose_name for champ in changes
        )
        raise ValidationError(
            f"{votee.evaluation} est {votee.evaluation.get_etat_display()} : "
            f"ce qui a été voté ne change plus ({noms})."
        )


def refuser_exercice_anterieur(evaluation: "EvaluationCLECT | None", exercice: int | None) -> None:
    """Lève `ValidationError` si l'exercice précède l'année de la séance."""
    if evaluation and exercice and exercice < evaluation.date.year:
        raise ValidationError(
            {"exercice_debut": f"L’exercice {exercice} précède la séance ({evaluation})."}
        )


class EvaluationCLECT(Parcours, CleNaturelle):
    """Séance où la commission évalue les charges transférées (CGI, art. 1609 nonies C, IV)."""

    class Etat(models.TextChoices):
        EN_TRAVAUX = "en_travaux", "en travaux"
        PROPOSEE = "proposee", "proposée à la CLECT"
        ADOPTEE = "adoptee", "adoptée par la CLECT"
        APPROUVEE = "approuvee", "approuvée par les communes"
        EN_VIGUEUR = "en_vigueur", "en vigueur"

    class Arrondi(models.TextChoices):
        PAR_LIGNE = "ligne", "à l’euro, ligne par ligne"
        PAR_PRIX_UNITAIRE = "prix_unitaire", "prix unitaire au centime, puis à l’euro"
        PLUS_FORT_RESTE = "plus_fort_reste", "au plus fort reste : la somme est exacte"

    class Prorata(models.TextChoices):
        MOIS = "mois", "en douzièmes"
        JOURS = "jours", "en jours"

    FIGES = (Etat.ADOPTEE, Etat.APPROUVEE, Etat.EN_VIGUEUR)

    cle_naturelle = ("date",)
    rattachement = Annuel("date", libres=("etat", "resultat", "consultation", "deliberations"))

    date = models.DateField("séance du", unique=True)
    objet = models.CharField("objet", max_length=200)
    resultat = models.CharField(
        "résultat du vote",
        max_length=160,
        blank=True,
        help_text="Par exemple « à l’unanimité des membres présents ou représentés ».",
    )
    methode = models.TextField("méthode retenue", blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_TRAVAUX)
    arrondi = models.CharField("arrondi", max_length=15, choices=Arrondi, default=Arrondi.PAR_LIGNE)
    prorata = models.CharField("prorata", max_length=5, choices=Prorata, default=Prorata.MOIS)
    deliberations = models.ManyToManyField(
        Deliberation,
        blank=True,
        related_name="evaluations",
        verbose_name="délibérations qui en tirent les conséquences",
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations_clect",
        verbose_name="consultation des communes",
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation de la CLECT"
        verbose_name_plural = "évaluations de la CLECT"
        ordering = ["-date"]

    def __str__(self):
        return f"CLECT du {self.date:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("evaluation_detail", args=[self.pk])

    @property
    def est_figee(self) -> bool:
        """Une fois adoptés, les montants ne changent plus."""
        return self.etat in self.FIGES

    @property
    def raison_d_un_motif(self) -> str:
        return f"L’évaluation est {self.get_etat_display()}." if self.est_figee else ""

    def clean(self):
        votee = type(self).objects.filter(pk=self.pk, etat__in=self.FIGES).first()
        if votee is None:
            return
        if not self.est_figee:
            raise ValidationError(f"{votee} est {votee.get_etat_display()} : le vote reste acquis.")
        champs = [c for c in ["arrondi", "prorata"] if getattr(self, c) != getattr(votee, c)]
        if champs:
            noms = enumerer(self._meta.get_field(champ).verbose_name for champ in champs)
            raise ValidationError(
                f"{votee} est {votee.get_etat_display()} : sa méthode ne change plus ({noms})."
            )


class TotalVote(CleNaturelle, Exercices):
    """Coût total arrêté par la CLECT pour un exercice ; l'écart avec les parts s'explique."""

    cle_naturelle = ("evaluation__date", "exercice_debut")

    evaluation = models.ForeignKey(
        EvaluationCLECT, on_delete=models.CASCADE, related_name="totaux", verbose_name="évaluation"
    )
    montant = models.DecimalField("coût total voté", max_digits=14, decimal_places=2)
    explication_ecart = models.TextField(
        "explication de l’écart",
        blank=True,
        help_text="Si la somme des participations ne redonne pas ce total.",
    )

    objects = TotalVoteQuerySet.as_manager()

    class Meta:
        verbose_name = "total voté"
        verbose_name_plural = "totaux votés"
        ordering = ["exercice_debut", "pk"]
        constraints = [
            *Exercices.Meta.constraints,
            models.UniqueConstraint(
                name="finances_totalvote_unique",
                fields=["evaluation", "exercice_debut"],
                violation_error_message="Un total est déjà voté pour cet exercice.",
            ),
            models.CheckConstraint(
                name="finances_totalvote_positif",
                condition=Q(montant__gte=0),
                violation_error_message="Un coût n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.evaluation}, {self.exercices}"

    @property
    def raison_d_un_motif(self) -> str:
        """Ce qu'une évaluation adoptée a fait voter ne se change pas sans dire pourquoi."""
        evaluation = self.evaluation
        return evaluation.raison_d_un_motif if evaluation else ""

    def clean(self):
        refuser_si_fige(self, ["evaluation_id", "exercice_debut", "montant"])
        if self.evaluation_id:
            refuser_exercice_anterieur(self.evaluation, self.exercice_debut)
            self.refuser_chevauchement(
                TotalVote.objects.filter(evaluation=self.evaluation),
                "Un autre total porte sur le même exercice",
            )
