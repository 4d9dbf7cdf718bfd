"""Où l'on cherche : des lignes que la personne peut lire, et ce qu'un résultat en montre."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from finances.models import EvaluationCLECT
from gouvernance.models import (
    Collectivite,
    Deliberation,
    Instance,
    Pacte,
    Schema,
    Seance,
    Texte,
    Utilisateur,
)
from gouvernance.recherche import CherchableQuerySet
from mutualisation.recherche import presentations
from services_communs.models import Convention, Cooperation, Indicateur, Realisation, ServiceCommun


@dataclass(frozen=True, slots=True)
class Source:
    """`liste` est le nom de la page où se retrouvent, filtrées par `?texte=`, toutes les lignes.

    `est_approchee` : une faute de frappe y est rattrapée.
    """

    titre: str
    lire: Callable[[Utilisateur], CherchableQuerySet]
    presenter: Callable[..., presentations.Presentation]
    liste: str = ""
    est_approchee: bool = False


def collectivites(utilisateur: Utilisateur) -> QuerySet:
    lisibles = Collectivite.objects.visibles_par(utilisateur)
    return lisibles.select_related("commune").prefetch_related("graphies")


def services(utilisateur: Utilisateur) -> QuerySet:
    return ServiceCommun.objects.select_related("domaine").prefetch_related("missions")


def deliberations(utilisateur: Utilisateur) -> QuerySet:
    return Deliberation.objects.visibles_par(utilisateur).order_by("-date")


def cooperations(utilisateur: Utilisateur) -> QuerySet:
    lisibles = Cooperation.objects.visibles_par(utilisateur)
    return lisibles.prefetch_related("parties__collectivite")


def conventions(utilisateur: Utilisateur) -> QuerySet:
    # Sans répétition : une convention que signent une commune et son CCAS n'en est qu'une.
    lisibles = Convention.objects.visibles_par(utilisateur)
    return Convention.objects.filter(pk__in=lisibles.values("pk"))


def instances(utilisateur: Utilisateur) -> QuerySet:
    return Instance.objects.visibles_par(utilisateur)


def seances(utilisateur: Utilisateur) -> QuerySet:
    lisibles = Seance.objects.visibles_par(utilisateur).order_by("-jour")
    return lisibles.select_related("instance").prefetch_related("points")


def evaluations(utilisateur: Utilisateur) -> QuerySet:
    return EvaluationCLECT.objects.visibles_par(utilisateur)


def realisations(utilisateur: Utilisateur) -> QuerySet:
    lisibles = Realisation.objects.visibles_par(utilisateur).select_related("fiche__domaine")
    return lisibles.order_by("-fiche__annee", "fiche__domaine__ordre", "ordre")


def indicateurs(utilisateur: Utilisateur) -> QuerySet:
    return Indicateur.objects.select_related("domaine").order_by("domaine__ordre", "ordre")


def textes(utilisateur: Utilisateur) -> QuerySet:
    return Texte.objects.visibles_par(utilisateur)


def schemas(utilisateur: Utilisateur) -> QuerySet:
    return Schema.objects.visibles_par(utilisateur)


def pactes(utilisateur: Utilisateur) -> QuerySet:
    return Pacte.objects.visibles_par(utilisateur).select_related("mandature")


SOURCES = (
    Source(
        "Collectivités", collectivites, presentations.presenter_collectivite, est_approchee=True
    ),
    Source("Services communs", services, presentations.presenter_service, est_approchee=True),
    Source(
        "Délibérations",
        deliberations,
        presentations.presenter_deliberation,
        liste="deliberation_liste",
        est_approchee=True,
    ),
    Source("Coopérations", cooperations, presentations.presenter_cooperation),
    Source("Conventions", conventions, presentations.presenter_convention),
    Source("Instances", instances, presentations.presenter_instance),
    Source("Séances", seances, presentations.presenter_seance),
    Source("Évaluations de la CLECT", evaluations, presentations.presenter_evaluation),
    Source("Réalisations", realisations, presentations.presenter_realisation),
    Source("Indicateurs", indicateurs, presentations.presenter_indicateur),
    Source("Schémas de mutualisation", schemas, presentations.presenter_schema),
    Source("Pactes de gouvernance", pactes, presentations.presenter_pacte),
    Source("Textes de référence", textes, presentations.presenter_texte),
)
