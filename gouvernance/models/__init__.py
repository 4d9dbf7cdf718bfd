from gouvernance.models.actes import Deliberation, Mandature, Schema, Sieges, Texte
from gouvernance.models.collectivites import CCAS, Collectivite, Commune, Graphie, Population
from gouvernance.models.histoire import Etape
from gouvernance.models.utilisateurs import Utilisateur

__all__ = [
    "CCAS",
    "Collectivite",
    "Commune",
    "Deliberation",
    "Etape",
    "Graphie",
    "Mandature",
    "Population",
    "Schema",
    "Sieges",
    "Texte",
    "Utilisateur",
]
