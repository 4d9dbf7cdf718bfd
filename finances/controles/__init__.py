"""Contrôles de cohérence des finances, par sujet."""

from finances.controles import exercices, participations

CONTROLES = (*participations.CONTROLES, *exercices.CONTROLES)
