from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gouvernance.cles_naturelles import CleNaturelle
from gouvernance.exercices import Annuel
from gouvernance.models.coherence_des_actes import fautes_de_lieu, fautes_de_vote
from gouvernance.models.collectivites import Collectivite
from gouvernance.models.instances import Instance
from gouvernance.models.seances import Seance
from gouvernance.periodes import Precision
from gouvernance.querysets import DeliberationQuerySet
from gouvernance.regles import (
    MATIERES_RESERVEES,
    Majorite,
    Scrutin,
    Seuil,
    delegation_interdite,
    est_adoptee,
    intitule_de_la_matiere,
    seuil_requis,
)

# Celles dont les délibérations sont prises par l'organe délibérant lui-même.
CONSEILS = {
    Instance.Nature.CONSEIL,
    Instance.Nature.CONSEIL_MUNICIPAL,
    Instance.Nature.CONSEIL_CCAS,
}


class Deliberation(CleNaturelle):
    """Décision d'une assemblée : conseil métropolitain, conseil municipal, conseil du CCAS."""

    class Nature(models.TextChoices):
        DELIBERATION = "deliberation", "délibération"
        DECISION = "decision", "décision du président"

    class Majorite(models.TextChoices):
        SIMPLE = Majorite.SIMPLE.value, "majorité des suffrages exprimés"
        DEUX_TIERS_MEMBRES = Majorite.DEUX_TIERS_MEMBRES.value, "deux tiers des membres"
        DEUX_TIERS_EXPRIMES = (
            Majorite.DEUX_TIERS_EXPRIMES.value,
            "deux tiers des suffrages exprimés",
        )

    class Resultat(models.TextChoices):
        ADOPTEE = "adoptee", "adoptée"
        REJETEE = "rejetee", "rejetée"

    cle_naturelle = ("assemblee", "date", "objet")
    rattachement = Annuel("date", libres=("identifiant_actes", "transmise_le", "adresse"))

    collectivite = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        related_name="deliberations",
        verbose_name="collectivité",
    )
    assemblee = models.CharField(
        "assemblée", max_length=120, help_text="Par exemple « conseil municipal de Dijon »."
    )
    date = models.DateField("date")
    precision = models.CharField(
        "précision de la date", max_length=5, choices=Precision, default=Precision.JOUR
    )
    instance = models.ForeignKey(
        Instance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliberations",
        verbose_name="instance",
        help_text="Vide : une assemblée dont le site ne suit pas les séances.",
    )
    seance = models.ForeignKey(
        Seance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliberations",
        verbose_name="séance",
    )
    nature = models.CharField(
        "nature de l’acte", max_length=12, choices=Nature, default=Nature.DELIBERATION
    )
    numero = models.CharField("numéro", max_length=40, blank=True)
    objet = models.CharField("objet", max_length=300)
    sens_du_vote = models.CharField(
        "sens du vote", max_length=120, blank=True, help_text="Par exemple « à l’unanimité »."
    )

    matiere_code = models.CharField(
        "code de la matière",
        max_length=6,
        blank=True,
        validators=[
            RegexValidator(
                r"^[1-9](\.\d{1,2}){1,4}$",
                "Un code de matière s’écrit « 5.7 » : des nombres séparés par des points.",
            )
        ],
        help_text="Nomenclature ACTES, « 5.7 ».",
    )
    matiere_nom = models.CharField(
        "matière",
        max_length=120,
        blank=True,
        help_text="Vide : l’intitulé de la nomenclature.",
    )
    matiere_reservee = models.CharField(
        "matière réservée au conseil",
        max_length=1,
        choices=[(rang, f"{rang}° {objet}") for rang, objet in MATIERES_RESERVEES.items()],
        blank=True,
        help_text="CGCT, art. L. 5211-10 : ni le bureau ni le président n’en décident.",
    )
    majorite = models.CharField(
        "majorité requise", max_length=20, choices=Majorite, default=Majorite.SIMPLE
    )
    pour = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    contre = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    sans_participation = models.PositiveSmallIntegerField(
        "ne prennent pas part au vote", null=True, blank=True
    )
    voix_du_president = models.CharField(
        "voix du président en cas de partage",
        max_length=6,
        choices=[("pour", "pour"), ("contre", "contre")],
        blank=True,
        help_text="Prépondérante, sauf au scrutin secret (CGCT, art. L. 2121-20).",
    )
    resultat = models.CharField("résultat", max_length=7, choices=Resultat, blank=True)
    identifiant_actes = models.CharField(
        "identifiant de télétransmission",
        max_length=80,
        blank=True,
        help_text="Celui que donne @CTES ; le site ne transmet pas les actes.",
    )
    transmise_le = models.DateField("transmise au préfet le", null=True, blank=True)
    adresse = models.URLField("adresse de l’acte publié", blank=True)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "délibération"
        verbose_name_plural = "délibérations"
        ordering = ["-date", "assemblee", "objet"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_deliberation_unique",
                fields=["assemblee", "date", "objet"],
                violation_error_message="Cette délibération est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="gouvernance_deliberation_votes_complets",
                condition=Q(pour=None, contre=None, abstentions=None, sans_participation=None)
                | Q(pour__isnull=False, contre__isnull=False),
                violation_error_message="Un vote compté dit les « pour » et les « contre ».",
            ),
        ]

    @property
    def raison_d_un_motif(self) -> str:
        return "" if self.date and self.date > timezone.localdate() else "Cet acte est voté."

    def __str__(self):
        return f"{self.assemblee}, {self.date:%d/%m/%Y} : {self.objet}"

    def get_absolute_url(self):
        return reverse("deliberation_detail", args=[self.pk])

    @property
    def scrutin(self) -> Scrutin | None:
        """Les voix comptées ; rien si les documents ne les donnent pas."""
        if self.pour is None or self.contre is None:
            return None
        preponderante = {"pour": True, "contre": False}.get(self.voix_du_president)
        return Scrutin(
            self.pour,
            self.contre,
            self.abstentions or 0,
            self.sans_participation or 0,
            preponderante,
        )

    @property
    def membres_en_exercice(self) -> int | None:
        """Ceux du jour de la séance, sinon l'effectif de l'instance."""
        connus = self.seance.membres_en_exercice if self.seance else None
        return connus or (self.instance.effectif if self.instance else None)

    @property
    def consultation_exigeante(self):
        """Consultation qui oblige le conseil à décider aux deux tiers de ses membres, ou rien."""
        if self.pk is None:
            return None
        suivies = self.consultations.all()
        return next((c for c in suivies if c.exige_les_deux_tiers_le(self.date)), None)

    @property
    def majorite_requise(self) -> Majorite:
        """Deux tiers des membres si une consultation l'impose, sinon celle qui est saisie."""
        if self.consultation_exigeante:
            return Majorite.DEUX_TIERS_MEMBRES
        return Majorite(self.majorite)

    @property
    def reference_de_la_majorite(self) -> str:
        """Article qui fixe la majorité ; celle qu'un agent a choisie n'en cite pas."""
        if consultation := self.consultation_exigeante:
            return consultation.regle.reference
        if self.majorite == self.Majorite.SIMPLE:
            return "CGCT, art. L. 2121-20"
        return self.get_majorite_display()

    @property
    def seuil(self) -> Seuil | None:
        return seuil_requis(self.majorite_requise, self.scrutin, self.membres_en_exercice)

    @property
    def est_adoptee_par_les_voix(self) -> bool | None:
        """Ce que disent les voix ; rien si elles ou le nombre de membres sont inconnus."""
        if self.scrutin is None:
            return None
        return est_adoptee(self.majorite_requise, self.scrutin, self.membres_en_exercice)

    @property
    def delegation_interdite(self) -> str:
        """Phrase qui cite la règle si un autre que le conseil décide d'une matière réservée."""
        par_le_conseil = self.nature == self.Nature.DELIBERATION and (
            self.instance is None or self.instance.nature in CONSEILS
        )
        return delegation_interdite(self.matiere_reservee, prise_par_le_conseil=par_le_conseil)

    @property
    def intitule_de_la_matiere(self) -> str:
        return self.matiere_nom or intitule_de_la_matiere(self.matiere_code)

    def clean(self):
        fautes = fautes_de_lieu(self) | fautes_de_vote(self)
        if self.transmise_le and self.date and self.transmise_le < self.date:
            fautes["transmise_le"] = "La transmission au préfet précède la délibération."
        if fautes:
            raise ValidationError(fautes)
