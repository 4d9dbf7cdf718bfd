"""Nombre d'écarts d'une année, relevé de temps en temps pour les pages qui ne font que le dire."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from mutualisation.controles.contenu import progresser
from mutualisation.controles.lecture import lire_constats

# Tous les contrôles relisent la base entière : la page dit l'heure du dernier compte.
DIX_MINUTES = 600


@dataclass(frozen=True, slots=True)
class EcartsComptes:
    annee: int
    a_traiter: int
    expliques: int
    comptes_a: datetime


def compter_ecarts(annee: int) -> EcartsComptes:
    """Le dernier compte, s'il a moins de dix minutes."""
    return cache.get_or_set(_cle(annee), lambda: _compter(annee), DIX_MINUTES)


def oublier_le_compte(annee: int | None) -> None:
    """Après une explication : le prochain compte la verra."""
    if annee:
        cache.delete(_cle(annee))


def _compter(annee: int) -> EcartsComptes:
    progres = progresser(lire_constats(annee=annee))
    return EcartsComptes(annee, progres.restants, progres.traites, timezone.localtime())


def _cle(annee: int) -> str:
    return f"ecarts-a-traiter-{annee}"
