from django.db import models
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.francais import date_en_lettres
from gouvernance.models.collectivites import Collectivite
from gouvernance.periodes import Precision
from gouvernance.querysets import EtapeQuerySet


class Etape(CleNaturelle):
    """Moment daté de la construction intercommunale."""

    cle_naturelle = ("date", "titre")
    rattachement = Annuel("date")

    date = models.DateField("date")
    precision = models.CharField(
        "précision de la date", max_length=5, choices=Precision, default=Precision.ANNEE
    )
    titre = models.CharField("titre", max_length=160)
    recit = models.TextField("récit", blank=True)
    communes = models.ManyToManyField(
        Collectivite,
        blank=True,
        related_name="etapes",
        verbose_name="communes qui rejoignent ou fondent",
    )
    nombre_communes = models.PositiveSmallIntegerField(
        "nombre de communes membres après cette étape", null=True, blank=True
    )

    objects = EtapeQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de la construction intercommunale"
        verbose_name_plural = "étapes de la construction intercommunale"
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_etape_unique",
                fields=["date", "titre"],
                violation_error_message="Cette étape est déjà enregistrée.",
            ),
        ]

    def __str__(self):
        return f"{date_en_lettres(self.date, self.precision)} : {self.titre}"

    def get_absolute_url(self):
        return reverse("etape_detail", args=[self.pk])
