"""Contrôles de cohérence de la gouvernance, par sujet."""

from gouvernance.controles import actes, collectivites, instances

CONTROLES = (*collectivites.CONTROLES, *instances.CONTROLES, *actes.CONTROLES)
