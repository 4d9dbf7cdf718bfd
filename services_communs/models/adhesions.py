from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, Consultation, Deliberation
from gouvernance.periodes import Periode, Precision, annee_plausible
from services_communs.models.services_communs import Convention, Domaine, ServiceCommun
from services_communs.querysets import AdhesionQuerySet, SaisineQuerySet


class Adhesion(CleNaturelle, Periode):
    """Entrée d'une collectivité dans un service commun, par convention (CGCT, art. L. 5211-4-2).

    Un CCAS est un établissement public distinct : il adhère en son nom propre.
    """

    cle_naturelle = ("service__code", "collectivite__nom", "date_debut")

    service = models.ForeignKey(
        ServiceCommun, on_delete=models.PROTECT, related_name="adhesions", verbose_name="service"
    )
    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="adhesions",
        verbose_name="collectivité",
    )
    precision_debut = models.CharField(
        "précision de la date de début", max_length=5, choices=Precision, default=Precision.JOUR
    )
    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adhesions",
        verbose_name="convention",
    )
    deliberations = models.ManyToManyField(
        Deliberation, blank=True, related_name="adhesions", verbose_name="délibérations"
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adhesions",
        verbose_name="consultation des communes",
    )

    # Lues d'avance quand beaucoup d'adhésions se vérifient ensemble.
    voisines: list["Adhesion"] | None = None

    objects = AdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = "adhésion"
        verbose_name_plural = "adhésions"
        ordering = ["service", "date_debut", "pk"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="services_communs_adhesion_unique_en_cours",
                fields=["service", "collectivite"],
                condition=Q(date_fin=None),
                violation_error_message="Cette collectivité adhère déjà à ce service.",
            ),
        ]

    def __str__(self):
        return f"{self.collectivite} : {self.service}"

    def get_absolute_url(self):
        return self.service.get_absolute_url()

    @property
    def raison_d_un_motif(self) -> str:
        est_deliberee = self.pk is not None and self.deliberations.exists()
        return "L’adhésion a été délibérée." if est_deliberee else ""

    @property
    def depuis(self) -> str:
        """« 1er mai 2017 », « mai 2019 » ou « 2019 » selon ce que l'on sait."""
        return date_en_lettres(self.date_debut, self.precision_debut)

    def clean(self):
        if not (self.service_id and self.collectivite_id):
            return
        if self.collectivite.nature not in {Collectivite.Nature.COMMUNE, Collectivite.Nature.CCAS}:
            raise ValidationError(
                {"collectivite": "Seuls une commune ou un CCAS adhèrent à un service commun."}
            )
        self.refuser_chevauchement(
            self.concurrentes(), "Cette collectivité adhère déjà à ce service"
        )

    def concurrentes(self) -> Iterable["Adhesion"]:
        """Celles de la même collectivité au même service, sans les relire si on les connaît."""
        if self.voisines is not None:
            return self.voisines
        return Adhesion.objects.filter(service=self.service, collectivite=self.collectivite)

    def cloturer(self, jour: date) -> None:
        """Met fin à l'adhésion ce jour-là, inclus ; `ValidationError` si elle est close."""
        if self.date_fin:
            raise ValidationError(f"Déjà close au {date_en_lettres(self.date_fin)}.")
        self.date_fin = jour
        self.full_clean()
        self.save(update_fields=["date_fin"])


class Saisine(CleNaturelle):
    """Aide ponctuelle demandée à un domaine par une commune qui n'y adhère pas toujours."""

    cle_naturelle = ("domaine__code", "commune__nom", "annee", "objet")
    rattachement = Annuel("annee")

    domaine = models.ForeignKey(
        Domaine, on_delete=models.PROTECT, related_name="saisines", verbose_name="domaine"
    )
    commune = models.ForeignKey(
        Collectivite, on_delete=models.PROTECT, related_name="saisines", verbose_name="commune"
    )
    annee = models.PositiveSmallIntegerField("année")
    objet = models.CharField("objet", max_length=160, blank=True)

    objects = SaisineQuerySet.as_manager()

    class Meta:
        verbose_name = "saisine ponctuelle"
        verbose_name_plural = "saisines ponctuelles"
        ordering = ["-annee", "domaine", "commune", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_saisine_unique",
                fields=["domaine", "commune", "annee", "objet"],
                violation_error_message="Cette saisine est déjà enregistrée.",
            ),
            annee_plausible("services_communs_saisine_annee_plausible"),
        ]

    def __str__(self):
        return f"{self.commune} : {self.domaine} en {self.annee}"
