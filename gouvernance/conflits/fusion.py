"""Fusion à trois : ce qu'on a lu, ce qu'on veut écrire, ce qu'une autre personne a écrit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Etat = Mapping[str, Any]


class Inconnu:
    """Valeur de départ qu'aucun historique ne donne : égale à aucune autre."""

    def __eq__(self, autre):
        return False

    __hash__ = None


INCONNU = Inconnu()


class Sort(StrEnum):
    """Qui a changé la valeur depuis le départ."""

    INTACT = "intact"
    MIEN = "mien"
    AUTRE = "autre"
    COMMUN = "commun"
    REUNI = "reuni"
    CONFLIT = "conflit"


@dataclass(frozen=True, slots=True)
class Valeur:
    """Valeur d'un champ dans les trois états, et ce qu'on en retient.

    En conflit, la mienne reste à l'écran tant que personne n'a choisi.
    """

    depart: Any
    mienne: Any
    leur: Any
    sort: Sort
    retenue: Any


def fusionner(depart: Any, mienne: Any, leur: Any) -> Valeur:
    """Une valeur ; `None` y est une valeur comme une autre, ou une ligne absente."""
    if mienne == leur:
        sort = Sort.INTACT if mienne == depart else Sort.COMMUN
        return Valeur(depart, mienne, leur, sort, leur)
    if mienne == depart:
        return Valeur(depart, mienne, leur, Sort.AUTRE, leur)
    if leur == depart:
        return Valeur(depart, mienne, leur, Sort.MIEN, mienne)
    ensembles = (depart, mienne, leur)
    if all(isinstance(valeur, frozenset) for valeur in ensembles):
        return Valeur(*ensembles, Sort.REUNI, reunir(*ensembles))
    return Valeur(*ensembles, Sort.CONFLIT, mienne)


def reunir(depart: frozenset, mienne: frozenset, leur: frozenset) -> frozenset:
    """Ce que chacun a ajouté, moins ce que l'un ou l'autre a retiré."""
    return (mienne & leur) | (mienne - depart) | (leur - depart)


def fusionner_etats(
    depart: Etat | None, mien: Etat, leur: Etat, champs: Iterable[str] | None = None
) -> dict[str, Valeur]:
    """Champ par champ ; un départ absent, ou un champ qui y manque, est inconnu."""
    connu = depart or {}
    return {
        nom: fusionner(connu.get(nom, INCONNU), mien[nom], leur[nom])
        for nom in (mien if champs is None else champs)
    }
