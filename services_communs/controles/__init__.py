"""Contrôles de cohérence des services communs, par sujet."""

from services_communs.controles import (
    actes,
    activite,
    adhesions,
    agents,
    cooperations,
    fiches,
    transferts,
)

CONTROLES = (
    *adhesions.CONTROLES,
    *actes.CONTROLES,
    *agents.CONTROLES,
    *transferts.CONTROLES,
    *fiches.CONTROLES,
    *activite.CONTROLES,
    *cooperations.CONTROLES,
)
