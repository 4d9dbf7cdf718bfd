from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import Cumule, HorsExercice, Periodique
from gouvernance.models import Collectivite, Deliberation
from gouvernance.noms import NomTrie
from gouvernance.periodes import Periode
from services_communs.querysets import (
    AvenantQuerySet,
    ConventionQuerySet,
    DomaineQuerySet,
    ServiceCommunQuerySet,
)


class Domaine(CleNaturelle):
    """Domaine mutualisé : un chapitre du rapport et la direction qui le conduit."""

    cle_naturelle = ("code",)
    rattachement = HorsExercice("Un titre et ses contributeurs ; ses fiches portent leur année.")

    ordre = models.PositiveSmallIntegerField("ordre dans le rapport", unique=True)
    code = models.SlugField("code", unique=True, help_text="Stable : il sert aux adresses.")
    titre = models.CharField("titre", max_length=120)
    direction = models.CharField("direction métropolitaine", max_length=160, blank=True)
    contributeurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="domaines",
        verbose_name="contributeurs",
        help_text="Ceux qui remplissent la fiche de ce domaine.",
    )

    objects = DomaineQuerySet.as_manager()

    class Meta:
        verbose_name = "domaine"
        verbose_name_plural = "domaines"
        ordering = ["ordre"]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("domaine_detail", args=[self.code])


class ServiceCommun(CleNaturelle, NomTrie, Periode):
    """Service partagé hors compétences transférées (CGCT, art. L. 5211-4-2)."""

    class Autorite(models.TextChoices):
        PRESIDENT = "president", "président de la métropole"
        MAIRE = "maire", "maire"
        SELON_MISSION = "mission", "maire ou président selon la mission"

    cle_naturelle = ("code",)
    rattachement = Periodique(
        "date_debut",
        libres=("nom_de_tri", "ordre", "code", "nom", "autorite_fonctionnelle", "courriel"),
    )

    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    domaine = models.ForeignKey(
        Domaine, on_delete=models.PROTECT, related_name="services", verbose_name="domaine"
    )
    code = models.SlugField("code", unique=True, help_text="Stable : il sert aux adresses.")
    nom = models.CharField("nom", max_length=120, unique=True)
    gestionnaire = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="services_geres",
        verbose_name="gestionnaire",
        help_text="La métropole, ou par dérogation une commune choisie par le conseil.",
    )
    autorite_fonctionnelle = models.CharField(
        "autorité fonctionnelle", max_length=9, choices=Autorite, blank=True
    )
    courriel = models.EmailField("adresse générique", blank=True)
    est_gratuit = models.BooleanField(
        "gratuit pour les communes",
        default=False,
        help_text="Aucune participation n’est demandée à la commune qui adhère.",
    )

    objects = ServiceCommunQuerySet.as_manager()

    class Meta:
        verbose_name = "service commun"
        verbose_name_plural = "services communs"
        ordering = ["domaine__ordre", "ordre", "pk"]
        constraints = [*Periode.Meta.constraints]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("service_detail", args=[self.code])

    def clean(self):
        natures = {Collectivite.Nature.METROPOLE, Collectivite.Nature.COMMUNE}
        if self.gestionnaire_id and self.gestionnaire.nature not in natures:
            raise ValidationError(
                {"gestionnaire": "Un service commun est géré par la métropole ou par une commune."}
            )


class Mission(CleNaturelle):
    """Sous-service ou mission d'un service commun."""

    cle_naturelle = ("service__code", "libelle")
    rattachement = HorsExercice("Un libellé du service, sans date.")

    service = models.ForeignKey(
        ServiceCommun, on_delete=models.CASCADE, related_name="missions", verbose_name="service"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    libelle = models.CharField("libellé", max_length=160)

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "mission"
        verbose_name_plural = "missions"
        ordering = ["service", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_mission_unique",
                fields=["service", "libelle"],
                violation_error_message="Cette mission est déjà inscrite à ce service.",
            ),
        ]

    def __str__(self):
        return self.libelle


class Convention(CleNaturelle, Periode):
    """Convention qui règle les effets d'un service commun (CGCT, art. L. 5211-4-2, al. 4)."""

    cle_naturelle = ("objet", "date_signature")

    objet = models.CharField("objet", max_length=200)
    date_signature = models.DateField("signée le")
    services = models.ManyToManyField(
        ServiceCommun, blank=True, related_name="conventions", verbose_name="services"
    )
    parties = models.ManyToManyField(
        Collectivite, related_name="conventions", verbose_name="parties"
    )
    deliberations = models.ManyToManyField(
        Deliberation, blank=True, related_name="conventions", verbose_name="délibérations"
    )
    date_fiche_impact = models.DateField("fiche d’impact établie le", null=True, blank=True)
    date_avis_cst = models.DateField(
        "avis du comité social territorial",
        null=True,
        blank=True,
        help_text="Comité technique avant 2023.",
    )

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ["-date_signature", "pk"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="services_communs_convention_unique",
                fields=["objet", "date_signature"],
                violation_error_message="Cette convention est déjà enregistrée.",
            ),
        ]

    def __str__(self):
        return f"{self.objet} ({self.date_signature:%d/%m/%Y})"

    def get_absolute_url(self):
        return reverse("convention_detail", args=[self.pk])

    @property
    def raison_d_un_motif(self) -> str:
        est_signee = self.date_signature and self.date_signature <= timezone.localdate()
        return "La convention est signée." if est_signee else ""


class Avenant(CleNaturelle):
    """Modification d'une convention à partir d'une date."""

    cle_naturelle = ("convention__objet", "convention__date_signature", "numero")
    rattachement = Cumule("date_effet")

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="avenants", verbose_name="convention"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    objet = models.CharField("objet", max_length=200)
    date_effet = models.DateField("date d’effet")
    deliberations = models.ManyToManyField(
        Deliberation, blank=True, related_name="avenants", verbose_name="délibérations"
    )

    objects = AvenantQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        verbose_name_plural = "avenants"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_avenant_unique",
                fields=["convention", "numero"],
                violation_error_message="Cette convention a déjà un avenant de ce numéro.",
            ),
        ]

    def __str__(self):
        return f"Avenant n° {self.numero} : {self.objet}"

    def get_absolute_url(self):
        return self.convention.get_absolute_url()

    @property
    def raison_d_un_motif(self) -> str:
        return self.convention.raison_d_un_motif

    def clean(self):
        if self.convention_id and self.date_effet and self.date_effet < self.convention.date_debut:
            raise ValidationError(
                {"date_effet": "Un avenant ne prend pas effet avant sa convention."}
            )
