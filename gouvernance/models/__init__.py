from gouvernance.models.actes import Deliberation
from gouvernance.models.collectivites import CCAS, Collectivite, Commune, Graphie, Population
from gouvernance.models.consultations import Consultation, ReponseCommune
from gouvernance.models.documents import Document
from gouvernance.models.exercices import Cloture
from gouvernance.models.histoire import Etape
from gouvernance.models.instances import Elu, Instance, Mandat, MembreInstance
from gouvernance.models.mandatures import Mandature, Sieges
from gouvernance.models.pactes import Pacte, Schema
from gouvernance.models.preferences import PreferenceDeListe
from gouvernance.models.seances import EnvoiInformation, PointOrdreDuJour, Presence, Seance
from gouvernance.models.sessions import SessionOuverte
from gouvernance.models.textes import Texte
from gouvernance.models.utilisateurs import Utilisateur

__all__ = [
    "CCAS",
    "Cloture",
    "Collectivite",
    "Commune",
    "Consultation",
    "Deliberation",
    "Document",
    "Elu",
    "EnvoiInformation",
    "Etape",
    "Graphie",
    "Instance",
    "Mandat",
    "Mandature",
    "MembreInstance",
    "Pacte",
    "PointOrdreDuJour",
    "Population",
    "PreferenceDeListe",
    "Presence",
    "ReponseCommune",
    "Schema",
    "Seance",
    "SessionOuverte",
    "Sieges",
    "Texte",
    "Utilisateur",
]
