"""Le français écrit par le site et le rapport : accords, élisions, nombres, dates."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

INSECABLE = "\u00a0"
MOINS = "\u2212"
ABSENT = "\u2013"

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

QUALIFICATIFS = {"≈": "environ", ">": "plus de", "<": "moins de"}

Nombre = int | Decimal
Precision = Literal["jour", "mois", "annee"]
Article = Literal["", "le", "la", "les", "l’"]


def accord(nombre: Nombre, singulier: str, pluriel: str | None = None) -> str:
    """Forme accordée : en français, le pluriel commence à deux, zéro est singulier."""
    if abs(nombre) < 2:
        return singulier
    return pluriel if pluriel is not None else f"{singulier}s"


def elide(nom: str) -> bool:
    """Vrai si « de » s'élide devant ce nom propre.

    Le h initial d'un nom de commune est tenu pour muet, comme dans « d’Hauteville » ;
    un nom à h aspiré porte presque toujours l'article (« Le Havre »).
    """
    initiale = unicodedata.normalize("NFD", nom)[:1].lower()
    return initiale != "" and initiale in "aeiouyhœæ"


def de(nom: str, article: Article = "") -> str:
    """Complément du nom : « d’Ahuy », « de Dijon », « du CCAS de Chenôve ».

    Le nom officiel peut porter son article : « Le Havre » devient « du Havre ».
    """
    match article:
        case "":
            return f"d’{nom}" if elide(nom) else f"de {nom}"
        case "le":
            return f"du {nom.removeprefix('Le ')}"
        case "les":
            return f"des {nom.removeprefix('Les ')}"
        case "la":
            return f"de {nom}" if nom.startswith("La ") else f"de la {nom}"
        case "l’":
            return f"de {nom}" if nom.startswith(("L’", "L'")) else f"de l’{nom}"
    raise ValueError(f"Article inconnu : {article!r}")


def insecables(phrase: str) -> str:
    """Phrase dont aucun signe double ne commence une ligne, ni aucun « ne la finit."""
    colles = re.sub(" (?=[;:!?»])", INSECABLE, phrase)
    return colles.replace("« ", f"«{INSECABLE}")


def cle_de_tri(nom: str) -> str:
    """Nom sans accent ni majuscule, pour le ranger comme dans un dictionnaire."""
    decompose = unicodedata.normalize("NFD", nom.casefold().replace("œ", "oe"))
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))


def enumerer(elements: Iterable[str]) -> str:
    """« a, b et c »."""
    *premiers, dernier = list(elements) or [""]
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def nombre(valeur: Nombre, decimales: int | None = None, *, signe: bool = False) -> str:
    """Nombre à la française : milliers par espace insécable, virgule, vrai signe moins.

    Sans `decimales`, celles de la valeur, moins les zéros inutiles. `signe` écrit aussi le « + ».

    Unités : celles de la valeur ; l'arrondi est au plus proche, une moitié s'éloigne de zéro.
    Erreurs : `TypeError` pour un flottant, qui n'est pas exact.
    Source : usages typographiques français.
    """
    if isinstance(valeur, float):
        raise TypeError("Un flottant n'est pas exact : un entier ou un Decimal est attendu.")
    exact = Decimal(valeur)
    if decimales is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    entiere, _, fraction = f"{abs(exact):,f}".partition(".")
    if decimales is None:
        fraction = fraction.rstrip("0")
    devant = MOINS if exact < 0 else "+" if signe and exact > 0 else ""
    return devant + entiere.replace(",", INSECABLE) + (f",{fraction}" if fraction else "")


def euros(montant: Nombre, decimales: int = 0, *, signe: bool = False) -> str:
    """`7858606` devient « 7 858 606 € »."""
    return f"{nombre(montant, decimales, signe=signe)}{INSECABLE}€"


def mesure(valeur: Nombre, maximum: Nombre | None = None, qualificatif: str = "") -> str:
    """« 4 038 », « environ 260 », « plus de 850 », « de 0 à 4,7 »."""
    if maximum is not None:
        ecrite = f"de {nombre(valeur)} à {nombre(maximum)}"
    elif qualificatif in QUALIFICATIFS:
        ecrite = f"{QUALIFICATIFS[qualificatif]} {nombre(valeur)}"
    else:
        ecrite = nombre(valeur)
    return ecrite.replace(" ", INSECABLE)


def date_en_lettres(jour: date, precision: Precision = "jour") -> str:
    """« 11 avril 2019 », « 1er mai 2019 » ; au mois, « juin 2019 » ; à l'année, « 2019 »."""
    mois = MOIS[jour.month - 1]
    match precision:
        case "annee":
            return str(jour.year)
        case "mois":
            return f"{mois} {jour.year}"
        case "jour":
            quantieme = "1er" if jour.day == 1 else jour.day
            return f"{quantieme}{INSECABLE}{mois} {jour.year}"
    raise ValueError(f"Précision inconnue : {precision!r}")
