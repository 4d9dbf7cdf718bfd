from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q

from gouvernance.exercices import HorsExercice
from gouvernance.historique.suivi import Suivi
from gouvernance.models.actes import Deliberation
from gouvernance.models.consultations import Consultation
from gouvernance.models.seances import Seance
from gouvernance.querysets import DocumentQuerySet


class Document(Suivi):
    """Fichier joint à une séance, à un acte ou à une consultation."""

    rattachement = HorsExercice("Une pièce se joint après coup ; le rapport n’en tire rien.")

    titre = models.CharField("titre", max_length=200)
    date = models.DateField("date")
    fichier = models.FileField("fichier", upload_to="documents/%Y/")
    type_mime = models.CharField("type", max_length=100, editable=False)
    taille = models.PositiveIntegerField("taille en octets", editable=False)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    ajoute_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="documents",
        verbose_name="ajouté par",
    )
    seance = models.ForeignKey(
        Seance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="séance",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="délibération",
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="consultation",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["-date", "titre", "pk"]
        constraints = [
            models.CheckConstraint(
                name="gouvernance_document_joint",
                condition=Q(seance__isnull=False)
                | Q(deliberation__isnull=False)
                | Q(consultation__isnull=False),
                violation_error_message="Joignez-le à une séance, un acte ou une consultation.",
            ),
        ]

    def __str__(self):
        return self.titre

    @property
    def extension(self) -> str:
        """« PDF », « ODT »…"""
        return PurePath(self.fichier.name).suffix.removeprefix(".").upper()
