"""Ce qu'un fichier contient, une fois lu : des en-têtes, des lignes numérotées, des valeurs."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gouvernance.imports.fautes import Faute

Valeur = str | int | float | Decimal | bool | date | datetime | None


class FractionSansFormat(float):
    """Nombre de 0 à 1 dont le fichier ne dit pas s'il s'affiche en pourcentage."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """`numero` est celui du tableur ; une valeur par en-tête, rien pour une cellule vide."""

    numero: int
    valeurs: tuple[Valeur, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """`feuille` et `autres_feuilles` sont vides pour un texte, qui n'en a pas."""

    entetes: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    feuille: str = ""
    autres_feuilles: tuple[str, ...] = ()


class FichierIllisible(Exception):
    """Le fichier entier est refusé ; chaque faute dit où et pourquoi."""

    def __init__(self, fautes: tuple[Faute, ...]):
        super().__init__(" ".join(faute.phrase for faute in fautes))
        self.fautes = fautes


def illisible(phrase: str, *, ligne: int | None = None, colonne: str = "") -> FichierIllisible:
    return FichierIllisible((Faute(ligne, colonne, phrase),))
