from gouvernance.admin.actes import DeliberationAdmin, MandatureAdmin, SchemaAdmin, TexteAdmin
from gouvernance.admin.collectivites import CCASAdmin, CollectiviteAdmin, CommuneAdmin
from gouvernance.admin.consultations import ConsultationAdmin
from gouvernance.admin.histoire import EtapeAdmin
from gouvernance.admin.instances import (
    EluAdmin,
    InstanceAdmin,
    MandatAdmin,
    MembreInstanceAdmin,
)
from gouvernance.admin.pactes import PacteAdmin
from gouvernance.admin.seances import SeanceAdmin
from gouvernance.admin.utilisateurs import GroupeAdmin, UtilisateurAdmin

__all__ = [
    "CCASAdmin",
    "CollectiviteAdmin",
    "CommuneAdmin",
    "ConsultationAdmin",
    "DeliberationAdmin",
    "EluAdmin",
    "EtapeAdmin",
    "GroupeAdmin",
    "InstanceAdmin",
    "MandatAdmin",
    "MandatureAdmin",
    "MembreInstanceAdmin",
    "PacteAdmin",
    "SchemaAdmin",
    "SeanceAdmin",
    "TexteAdmin",
    "UtilisateurAdmin",
]
