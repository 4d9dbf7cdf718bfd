from services_communs.models.adhesions import Adhesion, Saisine
from services_communs.models.agents import Effectif, TransfertAgents
from services_communs.models.collecte import BrouillonFiche, CommentaireFiche
from services_communs.models.cooperations import Cooperation, PartieCooperation
from services_communs.models.fiches import (
    CommunesConcernees,
    Fiche,
    Objectif,
    PisteAction,
    Realisation,
)
from services_communs.models.indicateurs import Indicateur, Mesure
from services_communs.models.services_communs import (
    Avenant,
    Convention,
    Domaine,
    Mission,
    ServiceCommun,
)

__all__ = [
    "Adhesion",
    "Avenant",
    "BrouillonFiche",
    "CommentaireFiche",
    "CommunesConcernees",
    "Convention",
    "Cooperation",
    "Domaine",
    "Effectif",
    "Fiche",
    "Indicateur",
    "Mesure",
    "Mission",
    "Objectif",
    "PartieCooperation",
    "PisteAction",
    "Realisation",
    "Saisine",
    "ServiceCommun",
    "TransfertAgents",
]
