from services_communs.admin.adhesions import AdhesionAdmin, SaisineAdmin
from services_communs.admin.agents import EffectifAdmin, TransfertAgentsAdmin
from services_communs.admin.cooperations import CooperationAdmin
from services_communs.admin.fiches import FicheAdmin, PisteActionAdmin
from services_communs.admin.indicateurs import IndicateurAdmin
from services_communs.admin.services_communs import (
    ConventionAdmin,
    DomaineAdmin,
    ServiceCommunAdmin,
)

__all__ = [
    "AdhesionAdmin",
    "ConventionAdmin",
    "CooperationAdmin",
    "DomaineAdmin",
    "EffectifAdmin",
    "FicheAdmin",
    "IndicateurAdmin",
    "PisteActionAdmin",
    "SaisineAdmin",
    "ServiceCommunAdmin",
    "TransfertAgentsAdmin",
]
