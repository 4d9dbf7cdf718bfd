from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.consultations.querysets import ConsultationQuerySet, ReponseCommuneQuerySet
from gouvernance.exercices import Annuel
from gouvernance.models.actes import Deliberation
from gouvernance.models.collectivites import Collectivite
from gouvernance.models.pactes import Pacte, Schema
from gouvernance.regles import (
    REGLES,
    Position,
    RegleConsultation,
    ReponseRecue,
    etat_le,
    exige_les_deux_tiers,
    position_le,
)


class Consultation(CleNaturelle):
    """Question posée aux communes, avec le délai et la majorité que fixe la loi."""

    class Population(models.TextChoices):
        TOTALE = "totale", "population totale"
        MUNICIPALE = "municipale", "population municipale"

    cle_naturelle = ("nature", "objet", "transmise_le")
    rattachement = Annuel("transmise_le", libres=("close_le", "deliberation", "commentaire"))

    nature = models.CharField(
        "nature",
        max_length=17,
        choices=[(regle.code, regle.libelle) for regle in REGLES.values()],
    )
    objet = models.CharField("objet", max_length=300)
    transmise_le = models.DateField("transmise le")
    population = models.CharField(
        "population prise en compte",
        max_length=10,
        choices=Population,
        default=Population.TOTALE,
        help_text="Pour la majorité qualifiée des communes.",
    )
    millesime = models.PositiveSmallIntegerField(
        "millésime du recensement",
        null=True,
        blank=True,
        help_text="Vide : celui qui est en vigueur le jour de la transmission.",
    )
    schema = models.ForeignKey(
        Schema,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="schéma de mutualisation",
    )
    pacte = models.ForeignKey(
        Pacte,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="pacte de gouvernance",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="délibération du conseil qui a suivi",
    )
    close_le = models.DateField(
        "close le",
        null=True,
        blank=True,
        help_text="Jour où la métropole en tire les conséquences : plus aucune réponse.",
    )
    commentaire = models.TextField("commentaire", blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation des communes"
        verbose_name_plural = "consultations des communes"
        ordering = ["-transmise_le", "objet", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_consultation_unique",
                fields=["nature", "objet", "transmise_le"],
                violation_error_message="Cette consultation est déjà ouverte.",
            ),
            models.CheckConstraint(
                name="gouvernance_consultation_close_apres",
                condition=Q(close_le=None) | Q(close_le__gte=F("transmise_le")),
                violation_error_message="La consultation se clôt après sa transmission.",
            ),
        ]

    def __str__(self):
        return self.objet

    def get_absolute_url(self):
        return reverse("consultation_detail", args=[self.pk])

    @property
    def raison_d_un_motif(self) -> str:
        if self.deliberation_id:
            return "Le conseil a délibéré à la suite de cette consultation."
        return "La consultation est close." if self.close_le else ""

    @property
    def regle(self) -> RegleConsultation:
        return REGLES[self.nature]

    @property
    def echeance(self) -> date | None:
        """Dernier jour pour répondre à la transmission principale."""
        return self.regle.echeance(self.transmise_le)

    def exige_les_deux_tiers_le(self, jour: date) -> bool:
        """Vrai si, ce jour-là, le conseil doit décider aux deux tiers de ses membres."""
        recues = [reponse.recue for reponse in self.reponses.all()]
        return exige_les_deux_tiers(self.regle, etat_le(self.regle, recues, {}, jour))


class ReponseCommune(CleNaturelle):
    """Ce qu'une commune consultée répond, ou le fait qu'on l'attende encore."""

    class Sens(models.TextChoices):
        FAVORABLE = "favorable", "favorable"
        DEFAVORABLE = "defavorable", "défavorable"

    cle_naturelle = (
        "consultation__nature",
        "consultation__objet",
        "consultation__transmise_le",
        "commune__nom",
    )
    rattachement = Annuel("rendue_le", libres=("relancee_le",))

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="reponses", verbose_name="consultation"
    )
    commune = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="reponses",
        verbose_name="commune",
    )
    transmise_le = models.DateField("transmise le", help_text="Le délai court de ce jour-là.")
    sens = models.CharField("réponse", max_length=11, choices=Sens, blank=True)
    rendue_le = models.DateField("délibérée le", null=True, blank=True)
    deliberation = models.ForeignKey(
        Deliberation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reponses",
        verbose_name="délibération du conseil municipal",
    )
    observations = models.TextField("observations", blank=True)
    relancee_le = models.DateTimeField("dernière relance", null=True, blank=True, editable=False)

    objects = ReponseCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse d’une commune"
        verbose_name_plural = "réponses des communes"
        ordering = ["consultation", "commune"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_reponsecommune_unique",
                fields=["consultation", "commune"],
                violation_error_message="Cette commune est déjà consultée : elle répond une fois.",
            ),
            models.CheckConstraint(
                name="gouvernance_reponsecommune_sens_et_date",
                condition=Q(sens="", rendue_le=None) | (~Q(sens="") & Q(rendue_le__isnull=False)),
                violation_error_message="Une réponse a un sens et le jour de la délibération.",
            ),
            models.CheckConstraint(
                name="gouvernance_reponsecommune_apres_transmission",
                condition=Q(rendue_le=None) | Q(rendue_le__gte=F("transmise_le")),
                violation_error_message="La réponse précède la transmission à la commune.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} : {self.get_sens_display() or 'en attente'}"

    @property
    def raison_d_un_motif(self) -> str:
        return self.consultation.raison_d_un_motif

    @property
    def echeance(self) -> date | None:
        """Dernier jour pour répondre, compté de la transmission à cette commune."""
        return self.consultation.regle.echeance(self.transmise_le)

    @property
    def recue(self) -> ReponseRecue:
        """La réponse telle que la lisent les règles."""
        return ReponseRecue(
            str(self.commune_id),
            self.transmise_le,
            self.sens == self.Sens.FAVORABLE if self.sens else None,
            self.rendue_le,
        )

    def position_le(self, jour: date) -> Position:
        return position_le(self.recue, self.consultation.regle, jour)

    @property
    def est_tardive(self) -> bool:
        """Délibérée après l'échéance : gardée, sans effet."""
        return bool(self.rendue_le and self.echeance and self.rendue_le > self.echeance)

    def clean(self):
        if self.commune_id and self.commune.nature != Collectivite.Nature.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})
