"""Numéros qui identifient une collectivité."""


def siren_valide(siren: str) -> bool:
    """Vrai si le numéro a neuf chiffres et une clé juste.

    Unités : le numéro sans espace.
    Erreurs : aucune ; tout ce qui n'est pas un SIREN est faux.
    Source : décret n° 73-314 du 14 mars 1973 ; clé de Luhn (ISO/IEC 7812-1).
    """
    if len(siren) != 9 or not (siren.isascii() and siren.isdigit()):
        return False
    doubles = (int(chiffre) * (1 + rang % 2) for rang, chiffre in enumerate(siren))
    return sum(valeur - 9 if valeur > 9 else valeur for valeur in doubles) % 10 == 0
