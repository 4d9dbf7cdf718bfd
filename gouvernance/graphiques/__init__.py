"""Graphiques dessinés en SVG par Vega-Lite, sans navigateur ; le même dessin sur papier."""

from gouvernance.graphiques.en_barres import barres
from gouvernance.graphiques.en_carte import carte
from gouvernance.graphiques.en_escalier import escalier
from gouvernance.graphiques.placement import Lieu
from gouvernance.graphiques.rendu import Graphique

__all__ = ["Graphique", "Lieu", "barres", "carte", "escalier"]
