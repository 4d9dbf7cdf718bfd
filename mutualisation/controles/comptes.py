"""Nombre d'écarts d'une année : relevé de temps en temps pour les pages, figé par une édition."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from gouvernance.constats import Gravite
from mutualisation.controles.contenu import progresser
from mutualisation.controles.lecture import Etat, lire_constats
from mutualisation.controles.registre import CONTROLES

# Tous les contrôles relisent la base entière : la page dit l'heure du dernier compte.
DIX_MINUTES = 600


@dataclass(frozen=True, slots=True)
class EcartsComptes:
    annee: int
    a_traiter: int
    expliques: int
    comptes_a: datetime


@dataclass(frozen=True, slots=True)
class CompteDeGravite:
    gravite: str
    constats: int
    expliques: int

    @property
    def sans_explication(self) -> int:
        return self.constats - self.expliques


@dataclass(frozen=True, slots=True)
class BilanDesControles:
    """Ce que les contrôles relevaient de l'exercice, le jour où son rapport a paru."""

    controles: int
    gravites: tuple[CompteDeGravite, ...]

    @property
    def constats(self) -> int:
        return sum(compte.constats for compte in self.gravites)


def dresser_le_bilan(annee: int) -> BilanDesControles:
    """Relit toutes les données : au moment de publier, non à chaque page."""
    constats = lire_constats(annee=annee)
    return BilanDesControles(
        controles=len(CONTROLES),
        gravites=tuple(
            CompteDeGravite(
                gravite=str(gravite),
                constats=len(siens),
                expliques=sum(lu.etat == Etat.EXPLIQUE for lu in siens),
            )
            for gravite in Gravite
            for siens in [[lu for lu in constats if lu.controle.gravite == gravite]]
        ),
    )


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
