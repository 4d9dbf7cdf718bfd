"""Répartition des sièges du conseil entre les communes."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# Population municipale de l'établissement (borne basse) et nombre de sièges du tableau.
TABLEAU = (
    (1_000_001, 130),
    (700_000, 100),
    (500_000, 90),
    (350_000, 80),
    (250_000, 72),
    (200_000, 64),
    (150_000, 56),
    (100_000, 48),
    (75_000, 42),
    (50_000, 40),
    (40_000, 38),
    (30_000, 34),
    (20_000, 30),
    (10_000, 26),
    (5_000, 22),
    (3_500, 18),
    (0, 16),
)


@dataclass(frozen=True, slots=True)
class Repartition:
    """Sièges de chaque commune, et les étapes qui y mènent."""

    sieges: Mapping[str, int]
    tableau: int
    de_droit: tuple[str, ...]
    plafonnee: str
    redistribues: int
    supplementaires: int

    @property
    def total(self) -> int:
        return sum(self.sieges.values())


def sieges_du_tableau(population: int) -> int:
    """Sièges à répartir d'après la population de l'établissement.

    Unités : habitants, population municipale.
    Erreurs : `ValueError` si la population est négative.
    Source : CGCT, art. L. 5211-6-1, III (tableau).
    """
    if population < 0:
        raise ValueError("Une population n’est pas négative.")
    return next(sieges for seuil, sieges in TABLEAU if population >= seuil)


def repartir_sieges(populations: Mapping[str, int]) -> Repartition:
    """Sièges de chaque commune, sans accord local.

    Les sièges du tableau vont à la plus forte moyenne ; une commune sans siège en reçoit un,
    en plus ; celle qui aurait plus de la moitié du total n'en garde que la moitié, arrondie à
    l'entier inférieur, et le surplus va aux autres à la plus forte moyenne. Si les sièges de
    droit dépassent 30 % du tableau, 10 % du total s'ajoutent de la même façon. À moyenne
    égale, la commune la plus peuplée passe d'abord, puis l'ordre des noms.

    Unités : habitants, population municipale authentifiée l'année d'avant le renouvellement.
    Erreurs : `ValueError` si aucune commune n'est donnée ou si une population n'est pas positive.
    Source : CGCT, art. L. 5211-6-1, III à V, et R. 5211-1-1.
    """
    if not populations or min(populations.values()) < 1:
        raise ValueError("Chaque commune a une population d’au moins un habitant.")
    tableau = sieges_du_tableau(sum(populations.values()))
    sieges = dict.fromkeys(populations, 0)
    attribuer(tableau, sieges, populations)
    de_droit = tuple(commune for commune, nombre in sieges.items() if not nombre)
    sieges |= dict.fromkeys(de_droit, 1)
    supplementaires = 0
    if 10 * len(de_droit) > 3 * tableau:
        supplementaires = sum(sieges.values()) // 10
        attribuer(supplementaires, sieges, populations)
    plafonnee, redistribues = plafonner(sieges, populations)
    return Repartition(sieges, tableau, de_droit, plafonnee, redistribues, supplementaires)


def attribuer(nombre: int, sieges: dict[str, int], populations: Mapping[str, int]) -> None:
    """Ajoute ces sièges, un à un, à la commune de plus forte moyenne."""
    for _ in range(nombre):
        gagnante = min(
            populations,
            key=lambda c: (-Fraction(populations[c], sieges[c] + 1), -populations[c], c),
        )
        sieges[gagnante] += 1


def plafonner(sieges: dict[str, int], populations: Mapping[str, int]) -> tuple[str, int]:
    """Ramène à la moitié du total la commune qui la dépasse ; rend son nom et son surplus."""
    total = sum(sieges.values())
    premiere = max(sieges, key=lambda c: (sieges[c], c))
    surplus = sieges[premiere] - total // 2
    if len(sieges) == 1 or 2 * sieges[premiere] <= total:
        return "", 0
    sieges[premiere] = total // 2
    autres = {c: population for c, population in populations.items() if c != premiere}
    attribuer(surplus, sieges, autres)
    return premiere, surplus
