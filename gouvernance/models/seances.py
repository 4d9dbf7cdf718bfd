from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.francais import date_en_lettres
from gouvernance.historique.suivi import Suivi
from gouvernance.models.coherence_des_seances import fautes_de_demande, fautes_de_tenue
from gouvernance.models.collectivites import Collectivite
from gouvernance.models.instances import Elu, Instance, MembreInstance
from gouvernance.querysets import PointOrdreDuJourQuerySet, PresenceQuerySet, SeanceQuerySet
from gouvernance.regles import derniere_convocation


class Seance(CleNaturelle):
    """Réunion d'une instance : qui l'a demandée, convocation, présences, suites."""

    class Initiative(models.TextChoices):
        PRESIDENT = "president", "président"
        MAIRES = "maires", "maires"
        BUREAU = "bureau", "bureau"

    cle_naturelle = ("instance__nom", "jour")
    rattachement = Annuel(
        "jour",
        libres=(
            "proces_verbal",
            "proces_verbal_arrete_le",
            "proces_verbal_publie_le",
            "liste_publiee_le",
        ),
    )

    instance = models.ForeignKey(
        Instance, on_delete=models.PROTECT, related_name="seances", verbose_name="instance"
    )
    jour = models.DateField("jour")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=160, blank=True)
    initiative = models.CharField(
        "à l’initiative", max_length=9, choices=Initiative, default=Initiative.PRESIDENT
    )
    maires_demandeurs = models.PositiveSmallIntegerField(
        "nombre de maires qui la demandent",
        null=True,
        blank=True,
        help_text="Un tiers des maires, quatre fois par an au plus (CGCT, art. L. 5211-11-3).",
    )
    convoquee_le = models.DateField("convocation envoyée le", null=True, blank=True)
    identifiant_convocation = models.CharField(
        "identifiant d’envoi", max_length=80, blank=True, help_text="Celui de l’outil qui convoque."
    )
    adresse_convocation = models.URLField("adresse dans l’outil qui convoque", blank=True)
    membres_en_exercice = models.PositiveSmallIntegerField(
        "membres en exercice", null=True, blank=True, help_text="Le jour de la séance."
    )
    presents = models.PositiveSmallIntegerField(
        "présents", null=True, blank=True, help_text="Suppléants compris, sans les pouvoirs."
    )
    suppleants = models.PositiveSmallIntegerField("dont suppléants", null=True, blank=True)
    pouvoirs = models.PositiveSmallIntegerField("pouvoirs", null=True, blank=True)
    proces_verbal = models.TextField("relevé des échanges", blank=True)
    proces_verbal_arrete_le = models.DateField("procès-verbal arrêté le", null=True, blank=True)
    proces_verbal_publie_le = models.DateField("procès-verbal publié le", null=True, blank=True)
    liste_publiee_le = models.DateField(
        "liste des délibérations (ou compte rendu) publiée le", null=True, blank=True
    )

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["-jour", "instance", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_seance_unique",
                fields=["instance", "jour"],
                violation_error_message="Cette instance a déjà une séance ce jour-là.",
            ),
            models.CheckConstraint(
                name="gouvernance_seance_convoquee_avant",
                condition=Q(convoquee_le=None) | Q(convoquee_le__lte=F("jour")),
                violation_error_message="La convocation est postérieure à la séance.",
            ),
            models.CheckConstraint(
                name="gouvernance_seance_presents",
                condition=Q(presents=None)
                | Q(membres_en_exercice=None)
                | Q(presents__lte=F("membres_en_exercice") - F("pouvoirs"))
                | Q(pouvoirs=None, presents__lte=F("membres_en_exercice")),
                violation_error_message="Présents et pouvoirs dépassent les membres en exercice.",
            ),
            models.CheckConstraint(
                name="gouvernance_seance_suppleants",
                condition=Q(suppleants=None) | Q(suppleants__lte=F("presents")),
                violation_error_message="Les suppléants sont comptés parmi les présents.",
            ),
            models.CheckConstraint(
                name="gouvernance_seance_demandeurs",
                condition=~Q(initiative="maires") | Q(maires_demandeurs__isnull=False),
                violation_error_message="Combien de maires demandent cette séance ?",
            ),
        ]

    def __str__(self):
        return f"{self.instance}, {self.jour:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("seance_detail", args=[self.pk])

    @property
    def derniere_convocation(self) -> date | None:
        """Dernier jour où convoquer ; rien quand aucun texte ne fixe de délai."""
        delai = self.instance.delai_convocation
        return None if delai is None else derniere_convocation(self.jour, delai)

    def clean(self):
        if self.instance_id is None or self.jour is None:
            return
        if fautes := fautes_de_tenue(self) | fautes_de_demande(self):
            raise ValidationError(fautes)

    def autres_demandes_de_l_annee(self) -> int:
        """Réunions demandées par les maires la même année, celle-ci exclue."""
        memes = Seance.objects.filter(instance=self.instance_id, initiative=self.Initiative.MAIRES)
        return memes.filter(jour__year=self.jour.year).exclude(pk=self.pk).count()


class PointOrdreDuJour(CleNaturelle):
    """Affaire inscrite à l'ordre du jour d'une séance."""

    cle_naturelle = ("seance__instance__nom", "seance__jour", "ordre")
    rattachement = Annuel("seance__jour")

    seance = models.ForeignKey(
        Seance, on_delete=models.CASCADE, related_name="points", verbose_name="séance"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    objet = models.CharField("objet", max_length=300)
    rapporteur = models.ForeignKey(
        Elu,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rapports",
        verbose_name="rapporteur",
    )

    objects = PointOrdreDuJourQuerySet.as_manager()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "ordre du jour"
        ordering = ["seance", "ordre"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_pointordredujour_unique",
                fields=["seance", "ordre"],
                violation_error_message="Deux points ont le même ordre.",
            ),
        ]

    def __str__(self):
        return f"{self.ordre}. {self.objet}"


class Presence(Suivi):
    """Ce qu'a fait un membre le jour d'une séance."""

    class Etat(models.TextChoices):
        PRESENT = "present", "présent"
        SUPPLEE = "supplee", "remplacé par son suppléant"
        REPRESENTE = "represente", "représenté par un pouvoir"
        EXCUSE = "excuse", "excusé"
        ABSENT = "absent", "absent"

    rattachement = Annuel("seance__jour")

    seance = models.ForeignKey(
        Seance, on_delete=models.CASCADE, related_name="presences", verbose_name="séance"
    )
    membre = models.ForeignKey(
        MembreInstance, on_delete=models.PROTECT, related_name="presences", verbose_name="membre"
    )
    etat = models.CharField("présence", max_length=10, choices=Etat)
    pouvoir_a = models.ForeignKey(
        MembreInstance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pouvoirs_recus",
        verbose_name="pouvoir donné à",
    )

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ["seance", "membre"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_presence_unique",
                fields=["seance", "membre"],
                violation_error_message="La présence de ce membre est déjà notée.",
            ),
            models.CheckConstraint(
                name="gouvernance_presence_pouvoir",
                condition=Q(etat="represente", pouvoir_a__isnull=False)
                | (~Q(etat="represente") & Q(pouvoir_a=None)),
                violation_error_message="Un membre représenté a donné pouvoir à un autre.",
            ),
        ]

    def __str__(self):
        return f"{self.membre.mandat.elu} : {self.get_etat_display()}"

    def clean(self):
        if self.membre_id is None or getattr(self, "seance", None) is None:
            return
        fautes = {
            champ: f"{membre.mandat.elu} n’est pas membre de cette instance le jour de la séance."
            for champ, membre in [("membre", self.membre), ("pouvoir_a", self.pouvoir_a)]
            if membre and not self.est_membre(membre)
        }
        if self.pouvoir_a_id and self.pouvoir_a_id == self.membre_id:
            fautes["pouvoir_a"] = "Un pouvoir se donne à un autre (CGCT, art. L. 2121-20)."
        if fautes:
            raise ValidationError(fautes)

    def est_membre(self, membre: MembreInstance) -> bool:
        meme_instance = membre.instance_id == self.seance.instance_id
        return meme_instance and (
            self.seance.jour is None or membre.est_en_cours_le(self.seance.jour)
        )


class EnvoiInformation(Suivi):
    """Document d'une séance parvenu aux conseillers municipaux (CGCT, art. L. 5211-40-2)."""

    class Nature(models.TextChoices):
        CONVOCATION = "convocation", "convocation et note de synthèse"
        LISTE = "liste_deliberations", "liste des délibérations"
        PROCES_VERBAL = "proces_verbal", "procès-verbal"
        COMPTE_RENDU = "compte_rendu", "compte rendu"
        AVIS = "avis_conference", "avis de la conférence des maires"

    class Moyen(models.TextChoices):
        ENVOI = "envoi", "envoi électronique"
        MISE_A_DISPOSITION = "disposition", "mise à disposition en ligne"

    rattachement = Annuel("fait_le")

    seance = models.ForeignKey(
        Seance, on_delete=models.CASCADE, related_name="envois", verbose_name="séance"
    )
    commune = models.ForeignKey(
        Collectivite, on_delete=models.PROTECT, related_name="envois", verbose_name="commune"
    )
    nature = models.CharField("document", max_length=19, choices=Nature)
    fait_le = models.DateField("fait le")
    moyen = models.CharField("moyen", max_length=11, choices=Moyen, default=Moyen.ENVOI)

    class Meta:
        verbose_name = "envoi aux conseillers municipaux"
        verbose_name_plural = "envois aux conseillers municipaux"
        ordering = ["seance", "nature", "commune"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_envoiinformation_unique",
                fields=["seance", "commune", "nature"],
                violation_error_message="Cet envoi est déjà noté.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} : {self.get_nature_display()}"

    def clean(self):
        fautes = {}
        if self.commune_id and self.commune.nature != Collectivite.Nature.COMMUNE:
            fautes["commune"] = f"{self.commune} n’est pas une commune."
        jour = getattr(getattr(self, "seance", None), "jour", None)
        suit_la_seance = self.nature != self.Nature.CONVOCATION
        if suit_la_seance and self.fait_le and jour and self.fait_le < jour:
            fautes["fait_le"] = f"Cet envoi suit la séance du {date_en_lettres(jour)}."
        if fautes:
            raise ValidationError(fautes)
