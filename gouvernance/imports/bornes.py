"""Ce qu'un import accepte au plus : le temps et la mémoire d'une lecture en dépendent."""

from decimal import Decimal

from gouvernance.francais import INSECABLE, nombre

TAILLE_MAXIMALE = 20_000_000
# Un classeur est une archive : ce qu'elle promet ne compte pas, seul compte ce qui en sort.
TAILLE_DEPLIEE = 150_000_000
ENTREES_MAXIMALES = 2_000
LIGNES_MAXIMALES = 100_000
COLONNES_MAXIMALES = 100
# Un classeur se lit en un rectangle plein : deux cellules aux coins opposés suffiraient à l'enfler.
CELLULES_MAXIMALES = 2_000_000
# Un même texte peut être cité par toutes les cellules.
CARACTERES_MAXIMAUX = 30_000_000
FAUTES_MONTREES = 500


def en_mo(octets: int) -> str:
    return f"{nombre(round(Decimal(octets) / 1_000_000, 1))}{INSECABLE}Mo"
