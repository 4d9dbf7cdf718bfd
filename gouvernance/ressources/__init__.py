"""Ce qui s'importe de la gouvernance."""

from gouvernance.deliberations.ressource import DeliberationRessource
from gouvernance.ressources.communes import CommuneRessource, PopulationRessource
from gouvernance.ressources.sieges import SiegesRessource

__all__ = ["CommuneRessource", "DeliberationRessource", "PopulationRessource", "SiegesRessource"]
