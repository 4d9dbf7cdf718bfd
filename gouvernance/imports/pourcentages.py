"""Une cellule au format pourcentage se lit comme elle s'affiche : 20,6 %, et non 0,206.

La bibliothèque ne rend que la fraction ; le format se lit dans le classeur lui-même. Un XLS ne le
montre pas : une fraction y est douteuse, et la personne est priée d'en changer.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model

from gouvernance.imports.surveillance import local
from gouvernance.imports.tableau import FractionSansFormat
from gouvernance.imports.valeurs import Nombre, ValeurRefusee

# Formats que tout tableur connaît par leur numéro : « 0% » et « 0.00% ».
CONNUS = {"9", "10"}
# Ce qu'un format écrit tel quel : « "%" » n'y multiplie rien par cent.
LITTERAUX = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass
class StylesXlsx:
    """Rangs des styles de cellule dont le format est un pourcentage."""

    formats: set[str] = field(default_factory=lambda: set(CONNUS))
    rangs: set[str] = field(default_factory=set)
    est_de_cellule: bool = False
    rang: int = 0

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        match local(nom):
            case "numFmt" if "%" in LITTERAUX.sub("", attributs.get("formatCode", "")):
                self.formats.add(attributs.get("numFmtId", ""))
            case "cellXfs":
                self.est_de_cellule = True
            case "xf" if self.est_de_cellule:
                if attributs.get("numFmtId") in self.formats:
                    self.rangs.add(str(self.rang))
                self.rang += 1

    def fin(self, nom: str) -> None:
        if local(nom) == "cellXfs":
            self.est_de_cellule = False


def afficher(
    lignes: Iterator[tuple[int, list]], premiere_colonne: int, pourcentages: Mapping[int, int]
) -> Iterator[tuple[int, list]]:
    """Les mêmes lignes ; `pourcentages` a, par ligne, un bit par colonne au format pourcentage."""
    for numero, cellules in lignes:
        masque = pourcentages.get(numero, 0) >> premiere_colonne
        if masque:
            cellules = [
                en_pourcentage(cellule) if masque >> rang & 1 else cellule
                for rang, cellule in enumerate(cellules)
            ]
        yield numero, cellules


def en_pourcentage(cellule: object) -> object:
    """0,206 → « 20,6 % », comme on l'écrirait dans un CSV."""
    if isinstance(cellule, bool) or not isinstance(cellule, int | float):
        return cellule
    affichee = Decimal(repr(round(cellule, 11))) * 100
    ecrite = f"{affichee:f}"
    if "." in ecrite:
        ecrite = ecrite.rstrip("0").rstrip(".")
    return f"{ecrite.replace('.', ',')} %"


class NombreOuPourcentage(Nombre):
    """Nombre dont une autre colonne, `dans`, dit s'il se compte en pourcentage."""

    def __init__(self, dans: str, en_pourcentage: Callable[[Model], bool]):
        super().__init__()
        self.dans = dans
        self.en_pourcentage = en_pourcentage

    def verifier_l_unite(self, valeur: object, lues: Mapping[str, Any]) -> None:
        parent = lues.get(self.dans)
        if parent is None:
            return
        if not self.en_pourcentage(parent):
            super().verifier_l_unite(valeur, lues)
        elif isinstance(valeur, FractionSansFormat):
            ecrite = str(valeur).replace(".", ",")
            raise ValeurRefusee(
                f"« {ecrite} » s’affiche peut-être {en_pourcentage(valeur)}, et un XLS ne le dit "
                "pas : enregistrez le classeur en XLSX ou en ODS."
            )
