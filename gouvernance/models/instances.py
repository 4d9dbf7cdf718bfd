from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import HorsExercice, Periodique
from gouvernance.historique.suivi import Suivi
from gouvernance.instances.mandats import fautes_du_mandat
from gouvernance.instances.places import fautes_de_la_place
from gouvernance.instances.querysets import (
    EluQuerySet,
    InstanceQuerySet,
    MandatQuerySet,
    MembreInstanceQuerySet,
)
from gouvernance.models.collectivites import Collectivite
from gouvernance.models.mandatures import Mandature
from gouvernance.periodes import Periode, Precision

# Une collectivité n'a, à la fois, qu'une instance de chacune de ces natures.
NATURES_UNIQUES = [
    "conseil",
    "bureau",
    "conference",
    "conseil_dev",
    "clect",
    "conseil_municipal",
    "conseil_ccas",
]


class Instance(CleNaturelle, Periode):
    """Assemblée, commission ou réunion régulière, avec ses règles."""

    class Nature(models.TextChoices):
        CONSEIL = "conseil", "conseil métropolitain"
        BUREAU = "bureau", "bureau"
        CONFERENCE = "conference", "conférence des maires"
        COMMISSION = "commission", "commission thématique"
        COMMISSION_VOIRIE = "commission_voirie", "commission voirie"
        CONSEIL_DEVELOPPEMENT = "conseil_dev", "conseil de développement"
        COMITE_PILOTAGE = "comite_pilotage", "comité de pilotage"
        CLECT = "clect", "CLECT"
        JOURNEE = "journee", "journée métropolitaine"
        CONSEIL_MUNICIPAL = "conseil_municipal", "conseil municipal"
        CONSEIL_CCAS = "conseil_ccas", "conseil d’administration de CCAS"

    cle_naturelle = ("collectivite__nom", "nom")
    rattachement = Periodique(
        "date_debut", libres=("nom", "ordre", "delai_convocation", "regles", "reference")
    )

    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="instances",
        verbose_name="collectivité",
    )
    nature = models.CharField("nature", max_length=17, choices=Nature)
    nom = models.CharField("nom", max_length=120)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    effectif = models.PositiveSmallIntegerField(
        "nombre de membres", null=True, blank=True, help_text="Vide : inconnu ou variable."
    )
    delai_convocation = models.PositiveSmallIntegerField(
        "délai de convocation",
        null=True,
        blank=True,
        help_text="En jours francs. Vide : aucun délai fixé.",
    )
    regles = models.TextField(
        "règles", blank=True, help_text="Composition, présidence, réunions, en clair."
    )
    reference = models.CharField("texte qui la prévoit", max_length=160, blank=True)
    date_debut = models.DateField("existe depuis le", null=True, blank=True)
    precision_debut = models.CharField(
        "précision de la date", max_length=5, choices=Precision, default=Precision.JOUR
    )

    objects = InstanceQuerySet.as_manager()

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ["ordre", "nom", "pk"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="gouvernance_instance_unique",
                fields=["collectivite", "nom"],
                violation_error_message="Cette collectivité a déjà une instance de ce nom.",
            ),
            models.UniqueConstraint(
                name="gouvernance_instance_une_par_nature",
                fields=["collectivite", "nature"],
                condition=Q(date_fin=None, nature__in=NATURES_UNIQUES),
                violation_error_message="Cette collectivité a déjà une instance de cette nature.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("instance_detail", args=[self.pk])


class Elu(Suivi):
    """Personne qui exerce un mandat ; seuls son nom et ce que demande la parité sont gardés."""

    class Sexe(models.TextChoices):
        FEMME = "F", "femme"
        HOMME = "H", "homme"

    rattachement = HorsExercice("Un nom, que ses mandats datent.")

    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    sexe = models.CharField("sexe", max_length=1, choices=Sexe, blank=True)
    commune = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="elus",
        verbose_name="commune",
        help_text="Vide : une personne qui ne représente pas une commune.",
    )

    objects = EluQuerySet.as_manager()

    class Meta:
        verbose_name = "élu ou membre"
        verbose_name_plural = "élus et membres"
        ordering = ["nom", "prenom", "pk"]

    def __str__(self):
        return f"{self.prenom} {self.nom}"

    def get_absolute_url(self):
        return reverse("elu_detail", args=[self.pk])

    def clean(self):
        if self.commune and self.commune.nature != Collectivite.Nature.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})


class Mandat(Suivi, Periode):
    """Fonction qu'une personne exerce pendant une période."""

    class Fonction(models.TextChoices):
        PRESIDENT = "president", "président de la métropole"
        VICE_PRESIDENT = "vice_president", "vice-président de la métropole"
        CONSEILLER_DELEGUE = "delegue", "conseiller métropolitain délégué"
        CONSEILLER = "conseiller", "conseiller métropolitain"
        SUPPLEANT = "suppleant", "conseiller métropolitain suppléant"
        MAIRE = "maire", "maire"
        CONSEILLER_MUNICIPAL = "municipal", "conseiller municipal"
        AUTRE = "autre", "autre qualité"

    # Celles de l'exécutif, membre de droit des commissions thématiques.
    EXECUTIVES = [Fonction.PRESIDENT, Fonction.VICE_PRESIDENT, Fonction.CONSEILLER_DELEGUE]
    # Celles qui supposent un siège au conseil métropolitain.
    METROPOLITAINES = [*EXECUTIVES, Fonction.CONSEILLER]

    elu = models.ForeignKey(
        Elu, on_delete=models.PROTECT, related_name="mandats", verbose_name="élu"
    )
    mandature = models.ForeignKey(
        Mandature,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandats",
        verbose_name="mandature",
    )
    fonction = models.CharField("fonction", max_length=14, choices=Fonction)
    rang = models.PositiveSmallIntegerField(
        "rang", null=True, blank=True, help_text="Pour un vice-président ou un adjoint."
    )
    delegation = models.CharField("délégation", max_length=200, blank=True)

    objects = MandatQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        ordering = ["elu", "-date_debut", "pk"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="gouvernance_mandat_un_president",
                fields=["fonction"],
                condition=Q(fonction="president", date_fin=None),
                violation_error_message="La métropole a déjà un président en exercice.",
            ),
        ]

    def __str__(self):
        return f"{self.elu}, {self.get_fonction_display()}"

    def clean(self):
        if fautes := fautes_du_mandat(self):
            raise ValidationError(fautes)


class MembreInstance(Suivi, Periode):
    """Place d'une personne dans une instance pendant une période."""

    class Qualite(models.TextChoices):
        PRESIDENT = "president", "président"
        VICE_PRESIDENT = "vice_president", "vice-président"
        DE_DROIT = "de_droit", "membre de droit"
        MEMBRE = "membre", "membre"
        SUPPLEANT = "suppleant", "suppléant"
        INVITE = "invite", "invité, sans voix"

    # Celles qui donnent une voix.
    VOTANTES = [Qualite.PRESIDENT, Qualite.VICE_PRESIDENT, Qualite.DE_DROIT, Qualite.MEMBRE]

    instance = models.ForeignKey(
        Instance, on_delete=models.PROTECT, related_name="membres", verbose_name="instance"
    )
    mandat = models.ForeignKey(
        Mandat, on_delete=models.PROTECT, related_name="places", verbose_name="mandat"
    )
    qualite = models.CharField("qualité", max_length=14, choices=Qualite, default=Qualite.MEMBRE)

    objects = MembreInstanceQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d’une instance"
        verbose_name_plural = "membres des instances"
        ordering = ["instance", "mandat", "-date_debut", "pk"]
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                name="gouvernance_membreinstance_unique_en_cours",
                fields=["instance", "mandat"],
                condition=Q(date_fin=None),
                violation_error_message="Cette personne y siège déjà à ce titre.",
            ),
            models.UniqueConstraint(
                name="gouvernance_membreinstance_un_president",
                fields=["instance"],
                condition=Q(qualite="president", date_fin=None),
                violation_error_message="Cette instance a déjà un président.",
            ),
        ]

    def __str__(self):
        return f"{self.mandat.elu} : {self.instance}"

    def clean(self):
        if fautes := fautes_de_la_place(self):
            raise ValidationError(fautes)
