"""Les clés de la base telles qu'une page nous les renvoie, c'est-à-dire n'importe quoi."""

# Au-delà, la base ne saurait la lire.
CLE_LONGUE = 19


def est_une_cle(texte: str) -> bool:
    return texte.isdecimal() and len(texte) < CLE_LONGUE
