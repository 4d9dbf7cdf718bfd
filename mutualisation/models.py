from django.db import models
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.models import Collectivite
from services_communs.models import Domaine, Indicateur, ServiceCommun


class Rapport(CleNaturelle):
    """Communication annuelle du président au conseil (CGCT, art. L. 5211-39-1, dernier al.)."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        PUBLIE = "publie", "publié"

    cle_naturelle = ("annee",)

    annee = models.PositiveSmallIntegerField("année", unique=True)
    titre = models.CharField("titre", max_length=160)
    date_observation = models.DateField(
        "date d’observation des effectifs", help_text="La même pour tous les domaines, si possible."
    )
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-annee"]

    def __str__(self):
        return f"Rapport {self.annee}"

    def get_absolute_url(self):
        return reverse("rapport_detail", args=[self.annee])


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

    rapport = models.ForeignKey(
        Rapport, on_delete=models.CASCADE, related_name="textes", verbose_name="rapport"
    )
    chapitre = models.CharField("chapitre", max_length=20, choices=Chapitre)
    texte = models.TextField("texte", help_text="Markdown : paragraphes, listes, gras, liens.")

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


class ChiffreAnnonce(CleNaturelle):
    """Chiffre écrit dans un document, à confronter à ce que donnent les données."""

    class Grandeur(models.TextChoices):
        SERVICES = "services", "nombre de services communs"
        ADHERENTS = "adherents", "communes et CCAS adhérents"
        COMMUNES_ADHERENTES = "communes_adherentes", "communes adhérentes"
        CCAS_ADHERENTS = "ccas_adherents", "CCAS adhérents"
        AGENTS_TRANSFERES = "agents_transferes", "agents transférés"
        EFFECTIF_AGENTS = "effectif_agents", "agents en poste"
        EFFECTIF_ETP = "effectif_etp", "ETP en poste"
        PARTICIPATION = "participation", "participation imputée ou supportée"
        REFACTURATION = "refacturation", "participation refacturée"
        AJUSTEMENT = "ajustement", "ajustement d’attribution de compensation"
        COMMUNES_MEMBRES = "communes_membres", "communes membres"
        SIEGES = "sieges", "sièges au conseil métropolitain"
        INDICATEUR = "indicateur", "indicateur d’activité"
        NON_RECALCULABLE = "", "non recalculable"

    cle_naturelle = ("document", "emplacement", "libelle")

    document = models.CharField("document", max_length=120)
    emplacement = models.CharField("emplacement", max_length=160)
    libelle = models.CharField("libellé", max_length=200)
    annee = models.PositiveSmallIntegerField("année concernée")
    valeur = models.DecimalField("valeur annoncée", max_digits=16, decimal_places=2)
    unite = models.CharField("unité", max_length=40, blank=True)
    qualificatif = models.CharField(
        "qualificatif", max_length=1, blank=True, help_text="« ≈ », « > » ou rien."
    )
    grandeur = models.CharField(
        "ce qu’il prétend mesurer", max_length=20, choices=Grandeur, blank=True
    )
    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chiffres_annonces",
        verbose_name="collectivité",
    )
    domaine = models.ForeignKey(
        Domaine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chiffres_annonces",
        verbose_name="domaine",
    )
    service = models.ForeignKey(
        ServiceCommun,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chiffres_annonces",
        verbose_name="service",
    )
    indicateur = models.ForeignKey(
        Indicateur,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chiffres_annonces",
        verbose_name="indicateur",
    )
    explication = models.TextField("explication de l’écart", blank=True)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre annoncé"
        verbose_name_plural = "chiffres annoncés"
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_chiffreannonce_unique",
                fields=["document", "emplacement", "libelle"],
                violation_error_message="Ce chiffre est déjà relevé à cet endroit.",
            ),
        ]

    def __str__(self):
        return self.libelle


class DonneeChargee(models.Model):
    """Valeurs d'une ligne livrée, telles que chargées : disent si elle a été modifiée depuis."""

    modele = models.CharField("modèle", max_length=80)
    cle = models.CharField("clé naturelle", max_length=500)
    valeurs = models.JSONField("valeurs")

    class Meta:
        verbose_name = "donnée chargée"
        verbose_name_plural = "données chargées"
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_donneechargee_unique",
                fields=["modele", "cle"],
                violation_error_message="Cette ligne est déjà chargée.",
            ),
        ]

    def __str__(self):
        return f"{self.modele} {self.cle}"
