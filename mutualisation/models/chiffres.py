from typing import Self

from django.db import models
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from gouvernance.cles_naturelles import CleNaturelle, CleNaturelleQuerySet
from gouvernance.exercices import HorsExercice
from gouvernance.models import Collectivite
from gouvernance.periodes import annee_plausible
from mutualisation.models.ecarts import PorteurDEcart
from mutualisation.models.rapports import Rapport
from services_communs.models import Domaine, Indicateur, ServiceCommun


class ChiffreAnnonceQuerySet(CleNaturelleQuerySet):
    def a_confronter_en(self, annee: int) -> Self:
        """Ceux que les données savent recalculer et qu'aucun rapport précédent n'a confrontés."""
        rapports = Rapport.objects.filter(annee__lt=annee).order_by("-annee")
        precedent = Coalesce(Subquery(rapports.values("annee")[:1]), 0)
        return self.exclude(grandeur="").filter(annee__lte=annee, annee__gt=precedent)


class ChiffreAnnonce(PorteurDEcart, CleNaturelle):
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
        INDICATEUR_MAXIMUM = "indicateur_maximum", "borne haute d’un indicateur d’activité"
        SERVICES_DE_TOUTES = "services_de_toutes", "services auxquels toutes les communes adhèrent"
        PERIMETRE_ETP = "perimetre_etp", "ETP du périmètre que nomme le libellé"
        SAISINES = "saisines", "saisines d’un service par des communes"
        COOPERATIONS = "cooperations", "coopérations entre communes"
        COMMUNES_ETAPE = "communes_etape", "communes réunies par l’étape de cette année"
        POPULATION = "population", "population municipale en vigueur"
        POPULATION_TOTALE = "population_totale", "population totale en vigueur"
        MEMBRES_INSTANCE = "membres_instance", "membres de l’instance que nomme le libellé"
        DELAI_CONVOCATION = "delai_convocation", "délai de convocation de l’instance nommée"
        COMMISSIONS = "commissions", "commissions thématiques"
        NON_RECALCULABLE = "", "non recalculable"

    cle_naturelle = ("document", "emplacement", "libelle")
    rattachement = HorsExercice("Relevé d’un document déjà écrit.")

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

    objects = ChiffreAnnonceQuerySet.as_manager()

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
            annee_plausible("mutualisation_chiffreannonce_annee_plausible"),
        ]

    def __str__(self):
        return self.libelle
