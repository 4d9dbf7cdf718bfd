from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.periodes import ExercicesQuerySet
from gouvernance.recherche import Champs, CherchableQuerySet

EUROS = DecimalField(max_digits=14, decimal_places=2)
# Tant que la CLECT n'a pas adopté l'évaluation.
ETATS_PROVISOIRES = ["en_travaux", "proposee"]


def visibles(queryset, champ: str, utilisateur):
    """Toutes les lignes pour un agent, sinon celles des communes qu'il peut lire."""
    if utilisateur.is_staff:
        return queryset.all()
    modele = queryset.model
    for nom in champ.split("__"):
        modele = modele._meta.get_field(nom).related_model
    return queryset.filter(**{f"{champ}__in": modele.objects.visibles_par(utilisateur)})


class AttributionQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        return visibles(self, "commune", utilisateur)

    def a_notifier(self) -> Self:
        """Attributions dont la date de communication à la commune n'est pas notée."""
        return self.filter(date_notification=None)


class RegularisationQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        return visibles(self, "participation__payeur", utilisateur)

    def avec_solde(self) -> Self:
        """Annote `solde_arrete`, le `solde` calculé par la base pour trier et totaliser."""
        solde = ExpressionWrapper(F("cout_reel") - F("participation__montant"), EUROS)
        return self.annotate(solde_arrete=solde)


class ScenarioQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Tous pour un agent, les siens pour un autre."""
        return self.all() if utilisateur.is_staff else self.filter(auteur=utilisateur)

    def modifiables_par(self, utilisateur) -> Self:
        """Les siens : un agent lit et copie ceux des autres."""
        return self.filter(auteur=utilisateur)

    def avec_nombre_d_hypotheses(self) -> Self:
        return self.annotate(nombre_hypotheses=Count("hypotheses"))


class EvaluationQuerySet(CherchableQuerySet, CleNaturelleQuerySet):
    champs = Champs(titre="objet", autres=(Value("évaluation CLECT"), "methode", "resultat"))

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; pour un élu, celles que la CLECT a adoptées."""
        if utilisateur.is_staff:
            return self.all()
        return self.exclude(etat__in=ETATS_PROVISOIRES)

    def en_travaux(self) -> Self:
        return self.filter(etat="en_travaux")

    def a_consulter(self) -> Self:
        """Celles que la CLECT a adoptées, et que les communes n'ont pas encore reçues."""
        return self.filter(etat="adoptee", consultation=None)


class TotalVoteQuerySet(ExercicesQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Tous pour un agent ; pour un élu, ceux que la CLECT a adoptés."""
        return visibles(self, "evaluation", utilisateur)

    def applicables(self) -> Self:
        """Totaux des évaluations en vigueur."""
        return self.filter(evaluation__etat="en_vigueur")


class CoutServiceQuerySet(CleNaturelleQuerySet):
    def avec_cout(self) -> Self:
        """Annote `cout` : le montant ou, pour le support, son taux des charges de personnel."""
        personnel = self.model.objects.filter(
            evaluation=OuterRef("evaluation"),
            service=OuterRef("service"),
            exercice=OuterRef("exercice"),
            nature="personnel",
        )
        base = Coalesce(
            Subquery(personnel.values("montant")), Value(Decimal(0)), output_field=EUROS
        )
        support = Round(base * F("taux") / Value(Decimal(100)), 2, output_field=EUROS)
        return self.annotate(
            cout=Case(
                When(nature="support", then=support), default=F("montant"), output_field=EUROS
            )
        )

    def votes(self) -> Self:
        return self.exclude(evaluation__etat__in=ETATS_PROVISOIRES)


class ParticipationQuerySet(ExercicesQuerySet):
    def qui_continuent_apres(self, annee: int) -> Self:
        """Participations qui portent encore sur un exercice postérieur."""
        return self.filter(Q(exercice_fin=None) | Q(exercice_fin__gt=annee))

    def votees(self) -> Self:
        """Montants arrêtés ; ceux d'une évaluation en travaux ne sont que des propositions."""
        return self.exclude(evaluation__etat__in=ETATS_PROVISOIRES)

    def applicables(self) -> Self:
        """Montants qui s'appliquent ; une évaluation adoptée attend encore son entrée en vigueur.

        Les anciens montants valent jusque-là : rien ne se compte deux fois.
        """
        return self.filter(models.Q(evaluation=None) | models.Q(evaluation__etat="en_vigueur"))

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; pour un élu, celles de ses communes, une fois votées."""
        if utilisateur.is_staff:
            return self.all()
        return visibles(self, "payeur", utilisateur).votees()

    def imputees(self) -> Self:
        """Parts déduites de l'attribution de compensation."""
        return self.filter(mode="imputation_ac")

    def refacturees(self) -> Self:
        """Parts facturées à la commune, hors attribution de compensation."""
        return self.filter(mode="refacturation")

    def avec_relations(self) -> Self:
        return self.select_related("evaluation", "payeur__ccas", "service", "deliberation")

    def en_liste(self) -> Self:
        """Les seules colonnes que montre la liste."""
        return self.select_related("payeur__ccas").only(
            "exercice_debut",
            "exercice_fin",
            "objet",
            "mode",
            "montant",
            "deja_valorise",
            "payeur__nature",
            "payeur__nom",
            "payeur__code_insee",
            "payeur__commune",
            "payeur__ccas__commune",
        )

    def avec_effet_sur_l_ac(self) -> Self:
        """Annote `effet_sur_l_ac`, l'`ajustement` calculé par la base pour trier et totaliser."""
        imputee = When(
            mode="imputation_ac", payeur__nature="commune", then=F("deja_valorise") - F("montant")
        )
        return self.annotate(
            effet_sur_l_ac=Case(imputee, default=Value(Decimal(0)), output_field=EUROS)
        )
