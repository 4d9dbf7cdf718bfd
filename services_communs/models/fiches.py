from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.models import Collectivite
from gouvernance.periodes import Precision, annee_plausible
from services_communs.fiches.querysets import (
    CommunesConcerneesQuerySet,
    FicheQuerySet,
    ObjectifQuerySet,
    PisteActionQuerySet,
    RealisationQuerySet,
)
from services_communs.models.parcours import Parcours
from services_communs.models.services_communs import Domaine


class Fiche(CleNaturelle, Parcours):
    """Ce qu'un domaine écrit dans le rapport d'une année."""

    class Etat(models.TextChoices):
        A_REMPLIR = "a_remplir", "à remplir"
        EN_COURS = "en_cours", "en cours"
        A_VALIDER = "a_valider", "à valider"
        VALIDEE = "validee", "validée"

    cle_naturelle = ("domaine__code", "annee")
    rattachement = Annuel("annee", libres=("responsable", "echeance", "relancee_le"))

    domaine = models.ForeignKey(
        Domaine, on_delete=models.PROTECT, related_name="fiches", verbose_name="domaine"
    )
    annee = models.PositiveSmallIntegerField("année")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.A_REMPLIR)
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="fiches",
        verbose_name="responsable",
    )
    echeance = models.DateField("à rendre le", null=True, blank=True)
    relancee_le = models.DateTimeField("dernière relance", null=True, blank=True, editable=False)
    points_de_vigilance = models.TextField("points de vigilance", blank=True)
    a_etudier = models.TextField("à étudier", blank=True)
    prerequis = models.TextField("prérequis", blank=True)
    faits_marquants = models.TextField("faits marquants", blank=True)

    objects = FicheQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche de domaine"
        verbose_name_plural = "fiches de domaine"
        ordering = ["-annee", "domaine"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_fiche_unique",
                fields=["domaine", "annee"],
                violation_error_message="Ce domaine a déjà une fiche pour cette année.",
            ),
            annee_plausible("services_communs_fiche_annee_plausible"),
        ]
        permissions = [("valider_fiche", "Peut valider une fiche de domaine")]

    def __str__(self):
        return f"{self.domaine} {self.annee}"

    def clean(self):
        responsable, domaine = self.responsable, self.domaine_id
        if responsable is None or domaine is None or not responsable.est_contributeur:
            return
        if not responsable.domaines.filter(pk=domaine).exists():
            raise ValidationError(
                {
                    "responsable": (
                        f"{responsable} ne remplit pas ce domaine : ajoutez cette personne à ses "
                        "contributeurs, puis revenez."
                    )
                }
            )


class Objectif(CleNaturelle):
    """Objectif assigné à un domaine."""

    cle_naturelle = ("fiche__domaine__code", "fiche__annee", "ordre")
    rattachement = Annuel("fiche__annee")

    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="objectifs", verbose_name="fiche"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    texte = models.TextField("objectif")

    objects = ObjectifQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"
        ordering = ["fiche", "ordre"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_objectif_unique",
                fields=["fiche", "ordre"],
                violation_error_message="Deux objectifs ont le même ordre.",
            ),
        ]

    def __str__(self):
        return self.texte


class PisteAction(CleNaturelle):
    """Action prévue par le schéma, avec la forme juridique qu'elle prend."""

    cle_naturelle = ("fiche__domaine__code", "fiche__annee", "ordre")
    rattachement = Annuel("fiche__annee")

    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="pistes", verbose_name="fiche"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    texte = models.TextField("action")
    formalisme = models.CharField("formalisme", max_length=200, blank=True)

    objects = PisteActionQuerySet.as_manager()

    class Meta:
        verbose_name = "piste d’action"
        verbose_name_plural = "pistes d’action"
        ordering = ["fiche", "ordre"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_piste_unique",
                fields=["fiche", "ordre"],
                violation_error_message="Deux actions ont le même ordre.",
            ),
        ]

    def __str__(self):
        return self.texte


class CommunesConcernees(CleNaturelle):
    """Pour une action, les collectivités qu'elle concerne une année donnée."""

    cle_naturelle = (
        "piste__fiche__domaine__code",
        "piste__fiche__annee",
        "piste__ordre",
        "ordre",
    )
    rattachement = Annuel("piste__fiche__annee")

    piste = models.ForeignKey(
        PisteAction, on_delete=models.CASCADE, related_name="concernees", verbose_name="action"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    annee = models.PositiveSmallIntegerField(
        "année", null=True, blank=True, help_text="Vide : ultérieurement."
    )
    toutes_les_communes = models.BooleanField("toutes les communes", default=False)
    collectivites = models.ManyToManyField(
        Collectivite, blank=True, related_name="+", verbose_name="collectivités"
    )
    condition = models.CharField(
        "condition", max_length=160, blank=True, help_text="Par exemple « selon volonté »."
    )

    objects = CommunesConcerneesQuerySet.as_manager()

    class Meta:
        verbose_name = "collectivités concernées"
        verbose_name_plural = "collectivités concernées"
        ordering = ["piste", "ordre"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_concernees_unique",
                fields=["piste", "ordre"],
                violation_error_message="Deux lignes ont le même ordre.",
            ),
            annee_plausible("services_communs_concernees_annee_plausible"),
        ]

    def __str__(self):
        return f"{self.piste}, {self.annee or 'ultérieurement'}"


class Realisation(CleNaturelle):
    """Ce qu'un domaine a fait, ou fait, dans l'année."""

    class Etat(models.TextChoices):
        REALISEE = "realisee", "réalisée"
        EN_COURS = "en_cours", "en cours"
        PREVUE = "prevue", "prévue"

    cle_naturelle = ("fiche__domaine__code", "fiche__annee", "ordre")
    rattachement = Annuel("fiche__annee")

    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="realisations", verbose_name="fiche"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    rubrique = models.CharField("rubrique", max_length=120, blank=True)
    titre = models.CharField("titre", max_length=300)
    detail = models.TextField("détail", blank=True)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.REALISEE)
    echeance = models.DateField("date ou échéance", null=True, blank=True)
    precision = models.CharField(
        "précision de la date", max_length=5, choices=Precision, default=Precision.MOIS
    )
    toutes_les_communes = models.BooleanField("toutes les communes", default=False)
    beneficiaires = models.ManyToManyField(
        Collectivite, blank=True, related_name="realisations", verbose_name="bénéficiaires"
    )
    autres_beneficiaires = models.CharField("bénéficiaires en clair", max_length=200, blank=True)

    objects = RealisationQuerySet.as_manager()

    class Meta:
        verbose_name = "réalisation"
        verbose_name_plural = "réalisations"
        ordering = ["fiche", "ordre"]
        constraints = [
            models.UniqueConstraint(
                name="services_communs_realisation_unique",
                fields=["fiche", "ordre"],
                violation_error_message="Deux réalisations ont le même ordre.",
            ),
        ]

    def __str__(self):
        return self.titre
