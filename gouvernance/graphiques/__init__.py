"""Graphiques dessinés en SVG par Vega-Lite, sans navigateur ; le même dessin sur papier."""

from gouvernance.graphiques.en_barres import barres
from gouvernance.graphiques.en_escalier import escalier
from gouvernance.graphiques.rendu import Graphique

__all__ = ["Graphique", "barres", "escalier"]
