"""Ce qui se télécharge, quel que soit le format : des colonnes, des lignes, d'où elles viennent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils import timezone

from gouvernance.francais import ABSENT, INSECABLE

# Ce par quoi une formule commence dans un tableur.
DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")
# Ce qu'aucun fichier XML ne peut porter.
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Valeur = str | int | Decimal | date | datetime | None


class Genre(StrEnum):
    """Comment un tableur écrit les nombres d'une colonne : 2020 est une année, 2 020 un nombre."""

    TEXTE = "texte"
    NOMBRE = "nombre"
    EUROS = "euros"


@dataclass(frozen=True, slots=True)
class Colonne:
    """`code` ne change jamais : une feuille de calcul peut s'y fier quand l'entête est réécrit."""

    code: str
    entete: str
    genre: Genre = Genre.TEXTE


@dataclass(frozen=True, slots=True)
class Feuille:
    """Une liste à télécharger ; ses lignes ne se lisent qu'une fois, et jamais toutes ensemble."""

    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: Iterable[Sequence[object]]
    criteres: str = ""
    totaux: Sequence[object] = ()
    onglet: str = "Liste"

    def presenter(self, source: str, jour: str) -> str:
        """La première ligne du fichier."""
        parties = [self.titre, self.criteres, jour, f"source : {source}"]
        return f" {ABSENT} ".join(partie for partie in parties if partie).replace(INSECABLE, " ")


def typer(valeur: object) -> Valeur:
    """Un nombre, une date, ou un texte qu'un fichier peut porter ; un tiret ne vaut rien."""
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case None | int() | Decimal():
            return valeur
        case datetime():
            return timezone.localtime(valeur).replace(tzinfo=None) if valeur.tzinfo else valeur
        case date():
            return valeur
    texte = INTERDITS.sub("", str(valeur)).replace(INSECABLE, " ")
    return None if texte in {"", ABSENT} else texte
