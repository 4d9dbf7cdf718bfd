from mutualisation.models.annonces import DateAnnoncee, RelationAnnoncee
from mutualisation.models.chargements import DonneeChargee
from mutualisation.models.chiffres import ChiffreAnnonce
from mutualisation.models.constats import ConstatExplique
from mutualisation.models.editions import Edition, FichierEdition
from mutualisation.models.explications import Explication
from mutualisation.models.imports import Import
from mutualisation.models.productions import Production
from mutualisation.models.rapports import Rapport, TexteChapitre

__all__ = [
    "ChiffreAnnonce",
    "ConstatExplique",
    "DateAnnoncee",
    "DonneeChargee",
    "Edition",
    "Explication",
    "FichierEdition",
    "Import",
    "Production",
    "Rapport",
    "RelationAnnoncee",
    "TexteChapitre",
]
