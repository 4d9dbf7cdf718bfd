"""Annexes du rapport : ses tableaux en CSV, chaque colonne décrite et typée.

Un seul format, pour le PDF, la page et les données ouvertes : voir docs/donnees-ouvertes.md.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from gouvernance.exports import DEBUTS_DE_FORMULE
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.lignes import Cellule, Ligne
from mutualisation.rapport.petits_effectifs import NON_PUBLIE, Fourchette, publier
from mutualisation.rapport.tableaux import TABLEAUX, Colonne


@dataclass(frozen=True, slots=True)
class Annexe:
    """Un tableau du rapport ; les nombres trop petits y sont écrits sans être donnés."""

    nom: str
    titre: str
    description: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    minimum: int

    @property
    def octets(self) -> bytes:
        """CSV de la RFC 4180 en UTF-8 : virgule, point décimal, dates ISO 8601."""
        tampon = io.StringIO(newline="")
        plume = csv.writer(tampon)
        plume.writerow(colonne.code for colonne in self.colonnes)
        plume.writerows([en_cellule(valeur) for valeur in ligne] for ligne in self.lignes)
        return tampon.getvalue().encode()

    @property
    def schema(self) -> dict:
        """Table Schema du tableau ; un nombre masqué y est une valeur manquante."""
        descripteur = {
            "name": self.nom.removesuffix(".csv"),
            "title": self.titre,
            "description": self.description,
            "fields": [colonne.champ for colonne in self.colonnes],
            "missingValues": ["", *self._masques],
        }
        return descripteur | {"primaryKey": list(self.cle)} if self.cle else descripteur

    @property
    def _masques(self) -> list[str]:
        un_seul = publier(1, self.minimum)
        return [] if un_seul.est_exacte else [en_cellule(un_seul), NON_PUBLIE]


def annexes(contenu: ContenuRapport, minimum: int | None = None) -> tuple[Annexe, ...]:
    """Tableaux du rapport, où un nombre d'agents inférieur au minimum n'est pas donné.

    Sans minimum, celui du rapport.
    """
    seuil = contenu.effectif_minimal if minimum is None else minimum
    return tuple(
        Annexe(
            nom=f"{tableau.code}.csv",
            titre=tableau.titre,
            description=tableau.description,
            colonnes=tableau.colonnes,
            cle=tableau.cle,
            lignes=tuple(tableau.lire(contenu, seuil)),
            minimum=seuil,
        )
        for tableau in TABLEAUX
    )


def en_cellule(valeur: Cellule) -> str:
    """Valeur telle qu'un programme la lit ; un texte n'y devient jamais une formule."""
    match valeur:
        case None:
            return ""
        case bool():
            return "true" if valeur else "false"
        case date():
            return valeur.isoformat()
        case Fourchette():
            bornes = dict.fromkeys([valeur.minimum, valeur.maximum])
            return " à ".join(map(str, bornes))
        case str():
            return f"'{valeur}" if valeur.startswith(DEBUTS_DE_FORMULE) else valeur
    return str(valeur)
