"""Ce qu'un import a fait, ou fera, en une phrase."""

from gouvernance.deliberations.import_scdl import Apercu
from gouvernance.francais import INSECABLE, accord, enumerer, nombre


def phrase_de_l_import(apercu: Apercu) -> str:
    return phrase_des_comptes(len(apercu.creees), len(apercu.changees), apercu.inchangees)


def phrase_des_comptes(creees: int, changees: int, inchangees: int) -> str:
    """« Import : 12 délibérations créées, 1 changée et 3 inchangées. »"""
    comptes = [
        f"{nombre(n)}{INSECABLE}{accord(n, un, des)}"
        for n, un, des in [
            (creees, "créée", "créées"),
            (changees, "changée", "changées"),
            (inchangees, "inchangée", "inchangées"),
        ]
        if n
    ]
    return f"Import des délibérations{INSECABLE}: {enumerer(comptes)}."
