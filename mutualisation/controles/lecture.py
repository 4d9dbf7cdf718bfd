"""Ce que les contrôles relèvent aujourd'hui, avec les explications qui valent encore."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gouvernance.constats import Constat, Controle, Gravite
from mutualisation.controles.registre import CONTROLES
from mutualisation.models import ConstatExplique, Explication


class Etat(StrEnum):
    A_REVOIR = "à revoir"
    A_TRAITER = "à traiter"
    EXPLIQUE = "expliqué"


@dataclass(frozen=True, slots=True)
class Explique:
    """Explication gardée ; `vaut` : elle a été donnée pour les valeurs d'aujourd'hui."""

    texte: str
    par: str
    le: datetime
    vaut: bool


@dataclass(frozen=True, slots=True)
class ConstatLu:
    controle: Controle
    constat: Constat
    explique: Explique | None

    @property
    def etat(self) -> Etat:
        if self.constat.explication or (self.explique and self.explique.vaut):
            return Etat.EXPLIQUE
        a_relire = self.explique or self.constat.a_revoir
        return Etat.A_REVOIR if a_relire else Etat.A_TRAITER

    @property
    def est_a_traiter(self) -> bool:
        """Ce qui est à savoir n'appelle pas de réponse."""
        return self.etat != Etat.EXPLIQUE and self.controle.gravite != Gravite.A_SAVOIR

    @property
    def bloque(self) -> bool:
        return self.est_a_traiter and self.controle.gravite == Gravite.BLOQUANT


def lire_constats(
    controles: Iterable[Controle] = CONTROLES, annee: int | None = None
) -> tuple[ConstatLu, ...]:
    """Constats de l'année, et ceux qui n'en ont pas ; tous sans année demandée.

    Les plus graves d'abord ; le nombre de requêtes ne dépend pas des données.
    """
    gardees = {
        (gardee.controle, gardee.cle): gardee
        for gardee in ConstatExplique.objects.select_related("auteur")
    }
    publiees = {
        (annee, point): texte
        for annee, point, texte in Explication.objects.values_list(
            "rapport__annee", "point", "texte"
        )
    }
    rangs = {gravite: rang for rang, gravite in enumerate(Gravite)}
    return tuple(
        _relire(controle, constat, gardees, publiees)
        for controle in sorted(controles, key=lambda controle: rangs[controle.gravite])
        for constat in controle.constater()
        if annee is None or constat.annee in {None, annee}
    )


def _relire(
    controle: Controle,
    constat: Constat,
    gardees: Mapping[tuple[str, str], ConstatExplique],
    publiees: Mapping[tuple[int, str], str],
) -> ConstatLu:
    """Le constat avec son explication : celle des données, du rapport ou d'une personne."""
    if texte := publiees.get((constat.annee, constat.point)):
        constat = replace(constat, explication=constat.explication or texte)
    gardee = gardees.get((controle.code, constat.cle))
    if gardee is None:
        return ConstatLu(controle, constat, None)
    explique = Explique(
        texte=gardee.texte,
        par=str(gardee.auteur or ""),
        le=gardee.explique_le,
        vaut=gardee.empreinte == constat.empreinte,
    )
    return ConstatLu(controle, constat, explique)
