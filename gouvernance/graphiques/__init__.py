"""Graphiques dessinés en SVG par Vega-Lite, sans navigateur ; le même dessin sur papier."""

from gouvernance.graphiques.en_barres import barres
from gouvernance.graphiques.en_carte import carte
from gouvernance.graphiques.en_escalier import escalier
from gouvernance.graphiques.en_lignes import NON_RELEVE, Serie, lignes
from gouvernance.graphiques.en_vignettes import vignettes
from gouvernance.graphiques.placement import Lieu
from gouvernance.graphiques.rendu import Graphique

__all__ = [
    "NON_RELEVE",
    "Graphique",
    "Lieu",
    "Serie",
    "barres",
    "carte",
    "escalier",
    "lignes",
    "vignettes",
]
