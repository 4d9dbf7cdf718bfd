"""La page des contrôles : ce qui est relevé, rangé par gravité, et ce qui en est déjà traité."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from gouvernance.constats import Controle, Gravite
from mutualisation.controles.lecture import ConstatLu, Etat
from mutualisation.controles.registre import CONTROLES


@dataclass(frozen=True, slots=True)
class ControleLu:
    controle: Controle
    constats: tuple[ConstatLu, ...]

    @property
    def expliques(self) -> tuple[ConstatLu, ...]:
        return tuple(lu for lu in self.constats if lu.etat == Etat.EXPLIQUE)

    @property
    def autres(self) -> tuple[ConstatLu, ...]:
        """À traiter, à revoir ou seulement à savoir."""
        return tuple(lu for lu in self.constats if lu.etat != Etat.EXPLIQUE)


@dataclass(frozen=True, slots=True)
class Rubrique:
    gravite: Gravite
    controles: tuple[ControleLu, ...]

    @property
    def nombre(self) -> int:
        return sum(len(controle.constats) for controle in self.controles)


@dataclass(frozen=True, slots=True)
class Progres:
    """Ce qui appelle une réponse, et ce qui en a déjà une ; « à savoir » n'y compte pas."""

    total: int
    traites: int
    bloquants: int

    @property
    def restants(self) -> int:
        return self.total - self.traites

    @property
    def pour_cent(self) -> int:
        return 100 * self.traites // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class PageControles:
    rubriques: tuple[Rubrique, ...]
    progres: Progres
    nombre: int
    sans_constat: tuple[Controle, ...]


def progresser(constats: Iterable[ConstatLu]) -> Progres:
    demandes = [c for c in constats if c.controle.gravite != Gravite.A_SAVOIR]
    return Progres(
        total=len(demandes),
        traites=sum(not constat.est_a_traiter for constat in demandes),
        bloquants=sum(constat.bloque for constat in demandes),
    )


def annees(constats: Iterable[ConstatLu]) -> list[int]:
    return sorted({c.constat.annee for c in constats if c.constat.annee}, reverse=True)


def construire_page(constats: tuple[ConstatLu, ...], criteres: Mapping[str, str]) -> PageControles:
    """`criteres` : annee, gravite, theme et etat, vides s'ils ne filtrent rien."""
    retenus = tuple(constat for constat in constats if _repond(constat, criteres))
    vus = {constat.controle.code for constat in constats}
    return PageControles(
        rubriques=tuple(
            Rubrique(
                gravite,
                tuple(
                    ControleLu(siens[0].controle, tuple(siens))
                    for _, groupe in groupby(du_rang, key=lambda c: c.controle.code)
                    if (siens := list(groupe))
                ),
            )
            for gravite, du_rang in groupby(retenus, key=attrgetter("controle.gravite"))
        ),
        progres=progresser(retenus),
        nombre=len(retenus),
        sans_constat=tuple(c for c in CONTROLES if c.code not in vus),
    )


def _repond(lu: ConstatLu, criteres: Mapping[str, str]) -> bool:
    annee, etat = criteres.get("annee"), criteres.get("etat")
    return (
        (not annee or lu.constat.annee in {None, int(annee)})
        and criteres.get("gravite") in {None, "", lu.controle.gravite}
        and criteres.get("theme") in {None, "", lu.controle.theme}
        and (not etat or lu.etat == Etat(etat))
    )
