from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Annuel
from gouvernance.periodes import annee_plausible
from mutualisation.rapport.variables import fautes

LONGUEUR_MAXIMALE = 50_000


class Rapport(CleNaturelle):
    """Communication annuelle du président au conseil (CGCT, art. L. 5211-39-1, dernier al.)."""

    cle_naturelle = ("annee",)
    rattachement = Annuel("annee", libres=("echeance",))

    annee = models.PositiveSmallIntegerField("année", unique=True)
    titre = models.CharField("titre", max_length=160)
    date_observation = models.DateField(
        "date d’observation des effectifs", help_text="La même pour tous les domaines, si possible."
    )
    echeance = models.DateField(
        "échéance de la collecte",
        null=True,
        blank=True,
        help_text="Jour où les fiches de domaine sont attendues.",
    )
    effectif_minimal = models.PositiveSmallIntegerField(
        "plus petit nombre d’agents publié",
        default=5,
        help_text=(
            "En dessous, le public lit « 1 à 4 ». 1 publie tous les nombres : à réserver à "
            "ceux que la métropole a déjà rendus publics."
        ),
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-annee"]
        permissions = [("publier_rapport", "Peut publier le rapport annuel")]
        constraints = [
            models.CheckConstraint(
                name="mutualisation_rapport_effectif_minimal",
                condition=models.Q(effectif_minimal__range=(1, 50)),
                violation_error_message="Le plus petit nombre publié va de 1 à 50 agents.",
            ),
            annee_plausible("mutualisation_rapport_annee_plausible"),
        ]

    def __str__(self):
        return f"Rapport {self.annee}"

    def get_absolute_url(self):
        return reverse("rapport_detail", args=[self.annee])

    def recit(self, chapitre: str) -> "TexteChapitre":
        """Texte enregistré du chapitre, ou un texte vide à écrire."""
        enregistre = self.textes.filter(chapitre=chapitre).first()
        return enregistre or TexteChapitre(rapport=self, chapitre=chapitre)

    def recit_precedent(self, chapitre: str) -> str:
        """Texte de l'an dernier, vide s'il n'y en a pas."""
        precedents = TexteChapitre.objects.filter(rapport__annee=self.annee - 1, chapitre=chapitre)
        return precedents.values_list("texte", flat=True).first() or ""


class TexteChapitre(CleNaturelle):
    """Récit d'un chapitre du rapport, écrit en Markdown ; les chiffres viennent des données."""

    class Chapitre(models.TextChoices):
        ESSENTIEL = "essentiel", "L’essentiel"
        ETAPES = "etapes", "Les grandes étapes"
        CADRE_JURIDIQUE = "cadre_juridique", "Le cadre juridique"
        REALISATIONS = "realisations", "Les réalisations"
        RESSOURCES_HUMAINES = "ressources_humaines", "Focus sur les ressources humaines"
        FINANCEMENT = "financement", "Focus sur le financement"
        GOUVERNANCE = "gouvernance", "La gouvernance"
        COOPERATIONS = "cooperations", "Les autres mutualisations"
        PERSPECTIVES = "perspectives", "Perspectives"
        METHODE = "methode", "Note de méthode"

    cle_naturelle = ("rapport__annee", "chapitre")
    rattachement = Annuel("rapport__annee")

    rapport = models.ForeignKey(
        Rapport, on_delete=models.CASCADE, related_name="textes", verbose_name="rapport"
    )
    chapitre = models.CharField("chapitre", max_length=20, choices=Chapitre)
    texte = models.TextField(
        "texte",
        validators=[
            MaxLengthValidator(LONGUEUR_MAXIMALE, "Ce texte dépasse %(limit_value)s signes.")
        ],
        help_text="Markdown : paragraphes, listes, gras, liens. {{ cout_total }} écrit un chiffre.",
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "texte de chapitre"
        verbose_name_plural = "textes de chapitres"
        ordering = ["rapport", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_textechapitre_unique",
                fields=["rapport", "chapitre"],
                violation_error_message="Ce chapitre a déjà un texte.",
            ),
        ]

    def __str__(self):
        return f"{self.rapport}, {self.get_chapitre_display()}"

    def clean(self):
        # Un texte démesuré est déjà refusé : le lire entier serait long pour rien.
        trouvees = fautes(self.texte) if len(self.texte) <= LONGUEUR_MAXIMALE else ()
        if trouvees:
            raise ValidationError({"texte": list(trouvees)})
