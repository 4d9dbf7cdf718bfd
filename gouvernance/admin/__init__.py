from gouvernance.admin.actes import DeliberationAdmin, MandatureAdmin, SchemaAdmin, TexteAdmin
from gouvernance.admin.collectivites import CCASAdmin, CollectiviteAdmin, CommuneAdmin
from gouvernance.admin.histoire import EtapeAdmin
from gouvernance.admin.utilisateurs import GroupeAdmin, UtilisateurAdmin

__all__ = [
    "CCASAdmin",
    "CollectiviteAdmin",
    "CommuneAdmin",
    "DeliberationAdmin",
    "EtapeAdmin",
    "GroupeAdmin",
    "MandatureAdmin",
    "SchemaAdmin",
    "TexteAdmin",
    "UtilisateurAdmin",
]
