"""Tous les contrôles, d'un étage à l'autre."""

import finances.controles
import gouvernance.controles
import mutualisation.controles.dates
import mutualisation.controles.documents
import mutualisation.controles.noms
import mutualisation.controles.personnes
import services_communs.controles
from gouvernance.constats import Controle

CONTROLES: tuple[Controle, ...] = (
    *gouvernance.controles.CONTROLES,
    *services_communs.controles.CONTROLES,
    *finances.controles.CONTROLES,
    *mutualisation.controles.documents.CONTROLES,
    *mutualisation.controles.dates.CONTROLES,
    *mutualisation.controles.noms.CONTROLES,
    *mutualisation.controles.personnes.CONTROLES,
)
