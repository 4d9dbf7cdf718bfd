"""Écarts et manques que la publication du rapport fait expliquer, réunis sur une page."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from gouvernance.francais import euros, insecables, nombre
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.controles_publication import Constat, Controles, controler

# Les compter relit tout le rapport : la vue d'ensemble dit l'heure du dernier compte.
DIX_MINUTES = 600


@dataclass(frozen=True, slots=True)
class EcartExplique:
    phrase: str
    explication: str


@dataclass(frozen=True, slots=True)
class PageEcarts:
    annee: int
    a_expliquer: tuple[Constat, ...]
    expliques: tuple[EcartExplique, ...]


@dataclass(frozen=True, slots=True)
class EcartsComptes:
    annee: int
    a_expliquer: int
    expliques: int
    comptes_a: datetime


def lire_ecarts(annee: int) -> PageEcarts:
    """Lève `Rapport.DoesNotExist` si aucun rapport n'est ouvert pour l'année."""
    contenu = construire_rapport(annee)
    controles = controler(contenu)
    page = PageEcarts(annee, _a_expliquer(controles), _expliques(contenu, controles))
    _retenir(page)
    return page


def compter_ecarts(annee: int) -> EcartsComptes:
    """Le dernier compte, s'il a moins de dix minutes.

    Lève `Rapport.DoesNotExist` si aucun rapport n'est ouvert pour l'année.
    """
    comptes = cache.get(_cle(annee))
    return comptes if comptes is not None else _retenir(lire_ecarts(annee))


def _retenir(page: PageEcarts) -> EcartsComptes:
    comptes = EcartsComptes(
        page.annee, len(page.a_expliquer), len(page.expliques), timezone.localtime()
    )
    cache.set(_cle(page.annee), comptes, DIX_MINUTES)
    return comptes


def _cle(annee: int) -> str:
    return f"ecarts-a-expliquer-{annee}"


def _a_expliquer(controles: Controles) -> tuple[Constat, ...]:
    points = [Constat(point.point.phrase, point.adresse) for point in controles.inexpliques]
    return (*controles.ecarts, *points)


def _expliques(contenu: ContenuRapport, controles: Controles) -> tuple[EcartExplique, ...]:
    chiffres = [
        EcartExplique(
            insecables(
                f"{ecart.libelle}, {ecart.annee} : {nombre(ecart.annonce)} selon "
                f"« {ecart.document} », {nombre(ecart.recalcule)} selon les données."
            ),
            ecart.explication,
        )
        for ecart in contenu.methode.ecarts
        if ecart.explication
    ]
    totaux = [
        EcartExplique(
            insecables(
                f"Total voté, {exercice.libelle} : {euros(exercice.ecart, signe=True)} de "
                "différence avec la somme des parts."
            ),
            exercice.explication,
        )
        for exercice in contenu.financement.exercices
        if exercice.ecart and exercice.explication
    ]
    proratas = [
        EcartExplique(
            insecables(
                f"{montant.payeur}, {montant.exercice} : {euros(montant.ecart, signe=True)} de "
                f"différence avec {montant.mois} douzièmes de l’année pleine."
            ),
            montant.explication,
        )
        for montant in contenu.financement.ecarts_au_prorata
        if montant.explication
    ]
    points = [
        EcartExplique(a_expliquer.point.phrase, a_expliquer.point.explication)
        for a_expliquer in controles.points
        if a_expliquer.point.explication
    ]
    return (*chiffres, *totaux, *proratas, *points)
