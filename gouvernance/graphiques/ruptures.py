"""Découper une suite de valeurs là où elles s'écartent le plus les unes des autres."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from math import log

from gouvernance.francais import Nombre


def grouper(valeurs: Sequence[Nombre], nombre_maximal: int) -> list[Sequence[Nombre]]:
    """Groupes de valeurs voisines, en nombre au plus égal à `nombre_maximal`.

    Le découpage rend la plus petite possible la variance au sein des groupes, sur les logarithmes :
    49 € par habitant sont loin de 4 €, mais 0,50 € aussi. Des valeurs égales restent ensemble.

    Unités : `valeurs` strictement positives, dans l'ordre croissant.
    Erreurs : `ValueError` pour une valeur nulle ou négative.
    Source : W. D. Fisher, « On Grouping for Maximum Homogeneity », 1958.
    """
    echelle = [log(valeur) for valeur in valeurs]
    sommes = [0.0, *accumulate(echelle)]
    carres = [0.0, *accumulate(x * x for x in echelle)]
    coupures = [0, *(i for i in range(1, len(valeurs)) if valeurs[i] != valeurs[i - 1])]

    def dispersion(debut: int, fin: int) -> float:
        somme = sommes[fin] - sommes[debut]
        return carres[fin] - carres[debut] - somme * somme / (fin - debut)

    @cache
    def meilleur(fin: int, groupes: int) -> tuple[float, tuple[int, ...]]:
        """Dispersion du meilleur découpage des `fin` premières valeurs, et ses débuts."""
        if groupes == 1:
            return dispersion(0, fin), (0,)
        return min(
            (cout + dispersion(debut, fin), (*debuts, debut))
            for debut in coupures[groupes - 1 :]
            if debut < fin
            for cout, debuts in [meilleur(debut, groupes - 1)]
        )

    if not valeurs:
        return []
    _, debuts = meilleur(len(valeurs), min(nombre_maximal, len(coupures)))
    return [
        valeurs[debut:fin] for debut, fin in zip(debuts, [*debuts[1:], len(valeurs)], strict=True)
    ]
