from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from finances.querysets import ScenarioQuerySet
from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.exercices import HorsExercice
from gouvernance.francais import INSECABLE, date_en_lettres, euros, nombre
from gouvernance.historique import ecriture
from gouvernance.historique.suivi import Suivi
from gouvernance.models import Collectivite
from services_communs.models import ServiceCommun

LONGUEUR_DU_NOM = 120
COPIES = [
    "premier_exercice",
    "dernier_exercice",
    "partage_par_population",
    "denominateur_cif",
    "commentaire",
]


class Scenario(Suivi):
    """Hypothèses d'adhésion et de coût, comparées à aujourd'hui ; rien n'y est réel."""

    rattachement = HorsExercice("Une simulation n’engage personne.")

    nom = models.CharField("nom", max_length=LONGUEUR_DU_NOM)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="scenarios",
        verbose_name="auteur",
    )
    premier_exercice = models.PositiveSmallIntegerField("premier exercice")
    dernier_exercice = models.PositiveSmallIntegerField("dernier exercice")
    partage_par_population = models.BooleanField(
        "à défaut de clé, partager selon la population",
        default=False,
        help_text=(
            "Un service sans clé se partage alors entre ses adhérents selon leur population totale,"
            " au dernier recensement connu pour tous."
        ),
    )
    denominateur_cif = models.DecimalField(
        "dénominateur du CIF",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=(
            "En euros : tout ce que prélèvent la métropole, ses communes et leurs syndicats. "
            "Vide : l’effet sur le coefficient d’intégration fiscale n’est pas estimé."
        ),
    )
    commentaire = models.TextField("commentaire", blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="finances_scenario_unique",
                fields=["auteur", "nom"],
                violation_error_message="Vous avez déjà un scénario de ce nom.",
            ),
            models.CheckConstraint(
                name="finances_scenario_exercices_ordonnes",
                condition=Q(dernier_exercice__gte=F("premier_exercice"))
                & Q(dernier_exercice__lte=F("premier_exercice") + 20),
                violation_error_message=(
                    "Un scénario va d’un exercice à un suivant, sur vingt ans au plus."
                ),
            ),
            models.CheckConstraint(
                name="finances_scenario_denominateur_positif",
                condition=Q(denominateur_cif=None) | Q(denominateur_cif__gt=0),
                violation_error_message="Le dénominateur du CIF est positif.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("scenario_detail", args=[self.pk])

    @property
    def exercices(self) -> str:
        """« 2026 » ou « 2026 à 2030 »."""
        if self.premier_exercice == self.dernier_exercice:
            return str(self.premier_exercice)
        return f"{self.premier_exercice}{INSECABLE}à{INSECABLE}{self.dernier_exercice}"

    @transaction.atomic
    def dupliquer(self, auteur) -> "Scenario":
        """Copie de l'auteur, avec les hypothèses, sous un nom qu'il n'a pas encore."""
        hypotheses = list(self.hypotheses.all())
        pris = set(auteur.scenarios.values_list("nom", flat=True))
        racine = f"Copie de {self.nom}"[:LONGUEUR_DU_NOM]
        nom, rang = racine, 1
        while nom in pris:
            rang += 1
            nom = f"{racine[: LONGUEUR_DU_NOM - 6]} ({rang})"
        copie = Scenario(auteur=auteur, nom=nom)
        for champ in COPIES:
            setattr(copie, champ, getattr(self, champ))
        copie.save()
        for hypothese in hypotheses:
            hypothese.pk, hypothese.scenario = None, copie
        ecriture.creer(hypotheses)
        return copie


class Hypothese(Suivi):
    """Ce qu'un scénario change : une adhésion, un retrait, un coût, une valeur de clé."""

    class Nature(models.TextChoices):
        ADHESION = "adhesion", "adhésion"
        RETRAIT = "retrait", "retrait"
        COUT = "cout", "coût annuel du service"
        VALEUR = "valeur", "valeur de la clé"

    rattachement = HorsExercice("Une simulation n’engage personne.")

    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="hypotheses", verbose_name="scénario"
    )
    nature = models.CharField("nature", max_length=8, choices=Nature)
    service = models.ForeignKey(
        ServiceCommun, on_delete=models.PROTECT, related_name="+", verbose_name="service"
    )
    commune = models.ForeignKey(
        Collectivite,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune",
    )
    date_effet = models.DateField("date d’effet")
    valeur = models.DecimalField(
        "montant ou valeur", max_digits=14, decimal_places=4, null=True, blank=True
    )

    objects = CleNaturelleQuerySet.as_manager()

    class Meta:
        verbose_name = "hypothèse"
        verbose_name_plural = "hypothèses"
        ordering = ["scenario", "date_effet", "pk"]
        constraints = [
            models.CheckConstraint(
                name="finances_hypothese_complete",
                condition=Q(nature__in=["adhesion", "retrait"], commune__isnull=False)
                | Q(nature="cout", commune=None, valeur__isnull=False)
                | Q(nature="valeur", commune__isnull=False, valeur__isnull=False),
                violation_error_message=(
                    "Une adhésion ou un retrait désigne une commune ; un coût, un montant ; "
                    "une valeur de clé, les deux."
                ),
            ),
            models.CheckConstraint(
                name="finances_hypothese_valeur_positive",
                condition=Q(valeur=None) | Q(valeur__gte=0),
                violation_error_message="Un coût ou une valeur de clé n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} : {self.service}"

    @property
    def en_clair(self) -> str:
        """« Talant adhère à « Assurances » au 1er juillet 2026 »."""
        jour = date_en_lettres(self.date_effet)
        service = f"«{INSECABLE}{self.service}{INSECABLE}»"
        match self.nature:
            case self.Nature.ADHESION:
                valeur = f", pour {nombre(self.valeur)} dans la clé" if self.valeur else ""
                return f"{self.commune} adhère à {service} au {jour}{valeur}"
            case self.Nature.RETRAIT:
                return f"{self.commune} quitte {service} au {jour}"
            case self.Nature.COUT:
                return f"{service} coûte {euros(self.valeur)} par an dès le {jour}"
        valeur = nombre(self.valeur)
        return f"{self.commune} compte {valeur} dans la clé de {service} dès le {jour}"

    def clean(self):
        if self.commune_id and self.commune.nature != Collectivite.Nature.COMMUNE:
            raise ValidationError({"commune": f"{self.commune} n’est pas une commune."})
