import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from mutualisation.productions.querysets import PEREMPTION, ProductionQuerySet


class Production(models.Model):
    """Document demandé et rendu en tâche de fond, une seule fois pour un même contenu."""

    class Nature(models.TextChoices):
        DOCUMENT = "document", "document PDF"
        EDITION = "edition", "publication d’une édition"
        IMPORT = "import", "import d’un fichier"

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "en attente"
        EN_COURS = "en_cours", "en cours"
        FAITE = "faite", "terminée"
        ECHOUEE = "echouee", "échouée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField("nature", max_length=8, choices=Nature)
    cle = models.CharField(
        "clé",
        max_length=64,
        help_text="SHA-256 du contenu demandé et des logiciels qui le rendent.",
    )
    titre = models.CharField("titre", max_length=200)
    nom = models.CharField("nom du fichier", max_length=120, blank=True)
    parametres = models.JSONField("paramètres", default=dict)
    source = models.TextField("document HTML à rendre", blank=True)
    resultat = models.BinaryField("fichier rendu", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_ATTENTE)
    etape = models.CharField("étape", max_length=120, blank=True)
    raison = models.TextField("raison de l’échec", blank=True)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="productions",
        verbose_name="demandée par",
    )
    lecteurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="productions_lisibles",
        verbose_name="lecteurs",
        help_text="Toutes les personnes qui ont demandé ce même contenu.",
        blank=True,
    )
    demandee_le = models.DateTimeField("demandée le", auto_now_add=True)
    prises = models.PositiveSmallIntegerField(
        "prises", default=0, help_text="Exécutants qui s’y sont mis depuis la demande."
    )
    battement = models.DateTimeField(
        "dernier signe de vie", null=True, blank=True, help_text="De l’exécutant, s’il y en a un."
    )
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)

    objects = ProductionQuerySet.as_manager()

    class Meta:
        verbose_name = "production"
        verbose_name_plural = "productions"
        ordering = ["-demandee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mutualisation_production_unique",
                fields=["nature", "cle"],
                violation_error_message="Ce document est déjà demandé.",
            ),
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("production_detail", args=[self.pk])

    @property
    def est_interrompue(self) -> bool:
        """Vrai si l'exécutant qui la menait ne donne plus de nouvelles."""
        depuis = timezone.now() - PEREMPTION
        return self.etat == self.Etat.EN_COURS and bool(self.battement and self.battement < depuis)

    def est_relancable_par(self, utilisateur) -> bool:
        """Un document, par qui le voit ; une édition, qui peut publier ; un import, son auteur."""
        if not (self.etat == self.Etat.ECHOUEE or self.est_interrompue):
            return False
        match self.nature:
            case self.Nature.EDITION:
                return utilisateur.has_perm("mutualisation.publier_rapport")
            case self.Nature.IMPORT:
                return self.demandee_par_id == utilisateur.pk
        return True
