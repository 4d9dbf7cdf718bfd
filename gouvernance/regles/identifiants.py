"""Numéros qui identifient une collectivité."""


def siren_valide(siren: str) -> bool:
    """Vrai si le numéro a neuf chiffres et une clé juste.

    Unités : le numéro sans espace.
    Erreurs : aucune ; tout ce qui n'est pas un SIREN est faux.
    Source : décret n° 73-314 du 14 mars 1973 ; clé de Luhn (ISO/IEC 7812-1).
    """
    return len(siren) == 9 and cle_de_luhn(siren)


def siret_valide(siret: str) -> bool:
    """Vrai si ce numéro est un SIRET : le SIREN de l'établissement, cinq chiffres, une clé juste.

    Unités : le numéro sans espace.
    Erreurs : aucune ; tout ce qui n'est pas un SIRET est faux.
    Source : décret n° 73-314 du 14 mars 1973 ; clé de Luhn (ISO/IEC 7812-1).
    """
    return len(siret) == 14 and siren_valide(siret[:9]) and cle_de_luhn(siret)


def cle_de_luhn(numero: str) -> bool:
    """Vrai si ces chiffres, doublés un sur deux depuis la droite, font un multiple de dix.

    Unités : le numéro sans espace.
    Erreurs : aucune ; ce qui n'est pas fait de chiffres est faux.
    Source : ISO/IEC 7812-1.
    """
    if not (numero.isascii() and numero.isdigit()):
        return False
    doubles = (int(chiffre) * (1 + rang % 2) for rang, chiffre in enumerate(reversed(numero)))
    return sum(valeur - 9 if valeur > 9 else valeur for valeur in doubles) % 10 == 0
