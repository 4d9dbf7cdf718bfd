"""Pouvoirs donnés pour une séance : à un présent, un seul par personne."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping

POUVOIRS_PAR_MEMBRE = 1


def mandataires_absents(
    pouvoirs: Mapping[Hashable, Hashable], presents: Collection[Hashable]
) -> set[Hashable]:
    """Membres qui ont reçu un pouvoir sans être présents.

    `pouvoirs` donne, pour chaque membre représenté, celui à qui il s'en remet.

    Unités : membres.
    Erreurs : aucune.
    Source : CGCT, art. L. 2121-20 et L. 5211-1 (le pouvoir sert à voter au nom d'un autre).
    """
    return set(pouvoirs.values()) - set(presents)


def mandataires_en_trop(pouvoirs: Mapping[Hashable, Hashable]) -> set[Hashable]:
    """Membres qui ont reçu plus d'un pouvoir.

    Unités : membres.
    Erreurs : aucune.
    Source : CGCT, art. L. 2121-20 et L. 5211-1 (un seul pouvoir par conseiller).
    """
    recus = Counter(pouvoirs.values())
    return {membre for membre, nombre in recus.items() if nombre > POUVOIRS_PAR_MEMBRE}
