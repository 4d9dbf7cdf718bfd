"""Ce qu'un import a fait, ou fera, en une phrase."""

from gouvernance.deliberations.import_scdl import Apercu
from gouvernance.francais import INSECABLE, accord, enumerer, nombre


def phrase_de_l_import(apercu: Apercu) -> str:
    """« Import : 12 délibérations créées, 1 changée et 3 inchangées. »"""
    comptes = [
        f"{nombre(n)}{INSECABLE}{accord(n, un, des)}"
        for n, un, des in [
            (len(apercu.creees), "créée", "créées"),
            (len(apercu.changees), "changée", "changées"),
            (apercu.inchangees, "inchangée", "inchangées"),
        ]
        if n
    ]
    return f"Import des délibérations{INSECABLE}: {enumerer(comptes)}."
