"""Nombre d'écarts d'une année : relevé de temps en temps pour les pages, figé par une édition."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from gouvernance.constats import Gravite
from mutualisation.controles.contenu import progresser
from mutualisation.controles.lecture import Etat, lire_constats
from mutualisation.controles.registre import CONTROLES

# Tous les contrôles relisent la base entière : la page dit l'heure du dernier compte.
DIX_MINUTES = timedelta(minutes=10)
UN_JOUR = 86_400


@dataclass(frozen=True, slots=True)
class EcartsComptes:
    """`par_gravite` et `par_controle` comptent ce qui est à traiter, sans explication gardée."""

    annee: int
    a_traiter: int
    expliques: int
    comptes_a: datetime
    par_gravite: tuple[tuple[str, int], ...] = ()
    par_controle: tuple[tuple[str, int], ...] = ()
    a_revoir: int = 0

    def du_controle(self, code: str) -> int:
        return dict(self.par_controle).get(code, 0)


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
    compte = dernier_compte(annee)
    if compte and timezone.now() - compte.comptes_a < DIX_MINUTES:
        return compte
    return recompter_ecarts(annee)


def recompter_ecarts(annee: int) -> EcartsComptes:
    compte = _compter(annee)
    cache.set(_cle(annee), compte, UN_JOUR)
    return compte


def dernier_compte(annee: int) -> EcartsComptes | None:
    """Celui du jour, pour les pages qui n'ont pas le temps de compter."""
    return cache.get(_cle(annee))


def oublier_le_compte(annee: int | None) -> None:
    """Après une explication : le prochain compte la verra."""
    if annee:
        cache.delete(_cle(annee))


def _compter(annee: int) -> EcartsComptes:
    constats = lire_constats(annee=annee)
    progres = progresser(constats)
    nouveaux = [lu.controle for lu in constats if lu.etat == Etat.A_TRAITER]
    return EcartsComptes(
        annee,
        progres.restants,
        progres.traites,
        timezone.localtime(),
        tuple(Counter(controle.gravite for controle in nouveaux).items()),
        tuple(Counter(controle.code for controle in nouveaux).items()),
        sum(lu.etat == Etat.A_REVOIR for lu in constats),
    )


def _cle(annee: int) -> str:
    return f"ecarts-comptes-{annee}"
