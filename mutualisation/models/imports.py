import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mutualisation.imports.querysets import ImportQuerySet
from mutualisation.models.productions import Production


class Import(models.Model):
    """Fichier envoyé par un agent, ce qu'il ferait, puis ce qu'il a fait.

    Le fichier n'est gardé que le temps de décider ; l'aperçu confirmé et le bilan restent.
    """

    class Etat(models.TextChoices):
        EN_ANALYSE = "en_analyse", "en analyse"
        A_CONFIRMER = "a_confirmer", "à confirmer"
        CONFIRME = "confirme", "en cours d’application"
        APPLIQUE = "applique", "appliqué"
        ABANDONNE = "abandonne", "abandonné"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ressource = models.SlugField("ressource")
    nom = models.CharField("fichier", max_length=200)
    feuille = models.CharField("feuille", max_length=120, blank=True)
    autres_feuilles = models.JSONField("feuilles laissées de côté", default=list, blank=True)
    taille = models.PositiveIntegerField("taille", help_text="En octets.")
    empreinte = models.CharField("empreinte", max_length=64, help_text="SHA-256 du fichier.")
    lignes = models.PositiveIntegerField("lignes lues")
    contenu = models.BinaryField("contenu", null=True, editable=False)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    apercu = models.JSONField("aperçu", null=True, blank=True)
    # Vrai quand l'aperçu remplace celui que la personne venait de confirmer.
    est_repris = models.BooleanField("aperçu repris", default=False)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.EN_ANALYSE)
    motif = models.CharField("motif", max_length=200, blank=True)
    raison = models.TextField("raison de l’échec", blank=True)
    creees = models.PositiveIntegerField("lignes créées", default=0)
    changees = models.PositiveIntegerField("lignes changées", default=0)
    inchangees = models.PositiveIntegerField("lignes inchangées", default=0)
    envoye_le = models.DateTimeField("envoyé le", auto_now_add=True)
    envoye_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="imports_envoyes",
        verbose_name="envoyé par",
    )
    confirme_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports_confirmes",
        verbose_name="confirmé par",
    )
    applique_le = models.DateTimeField("appliqué le", null=True, blank=True)
    production = models.ForeignKey(
        Production,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name="travail en tâche de fond",
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-envoye_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mutualisation_import_contenu_efface",
                condition=Q(contenu=None) | ~Q(etat__in=["applique", "abandonne"]),
                violation_error_message="Un import terminé ne garde pas son fichier.",
            ),
            models.CheckConstraint(
                name="mutualisation_import_applique_le",
                condition=Q(etat="applique", applique_le__isnull=False)
                | (~Q(etat="applique") & Q(applique_le=None)),
                violation_error_message="Un import appliqué a la date de son application.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])

    @property
    def est_ouvert(self) -> bool:
        return self.etat not in {self.Etat.APPLIQUE, self.Etat.ABANDONNE}

    @property
    def motif_d_historique(self) -> str:
        """Motif de chaque ligne écrite : d'où elle vient, et ce qu'en dit la personne."""
        return f"Import de {self.nom}" + (f" : {self.motif}" if self.motif else "")
