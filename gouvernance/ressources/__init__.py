"""Ce qui s'importe de la gouvernance."""

from gouvernance.ressources.communes import CommuneRessource, PopulationRessource
from gouvernance.ressources.sieges import SiegesRessource

__all__ = ["CommuneRessource", "PopulationRessource", "SiegesRessource"]
