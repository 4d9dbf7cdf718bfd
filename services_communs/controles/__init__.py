"""Contrôles de cohérence des services communs, par sujet."""

from services_communs.controles import activite, adhesions, agents, cooperations

CONTROLES = (
    *adhesions.CONTROLES,
    *agents.CONTROLES,
    *activite.CONTROLES,
    *cooperations.CONTROLES,
)
