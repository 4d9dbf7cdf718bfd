"""Les écarts que les relevés des documents expliquent eux-mêmes."""

from collections.abc import Iterable
from dataclasses import replace

from gouvernance.constats import Constat
from mutualisation.models.ecarts import PorteurDEcart


def porter(constat: Constat, porteurs: Iterable[PorteurDEcart]) -> Constat:
    """Le constat avec ce qu'en disent ses relevés ; une explication d'autres valeurs se relit."""
    porteurs = tuple(porteurs)
    expliques = [porteur for porteur in porteurs if porteur.explication]
    valables = [porteur for porteur in expliques if porteur.explique(constat.ecart)]
    return replace(
        constat,
        porteurs=porteurs,
        explication=_reunir(valables),
        a_revoir="" if valables else _reunir(expliques),
    )


def _reunir(porteurs: Iterable[PorteurDEcart]) -> str:
    return "\n".join(dict.fromkeys(porteur.explication for porteur in porteurs))
