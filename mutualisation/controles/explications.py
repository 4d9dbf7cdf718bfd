"""Garder avec une explication les valeurs pour lesquelles elle est écrite."""

from mutualisation.controles import dates, documents
from mutualisation.models.ecarts import PorteurDEcart


def noter_les_ecarts(porteur: PorteurDEcart) -> None:
    """Relève les écarts d'aujourd'hui où ce relevé est en cause, et les garde avec lui."""
    ecarts = {
        constat.ecart
        for controle in (*documents.CONTROLES, *dates.CONTROLES)
        for constat in controle.constater()
        if porteur in constat.porteurs
    }
    porteur.ecarts_expliques = "\n".join(sorted(ecarts)) if porteur.explication else ""
    porteur.save(update_fields=["ecarts_expliques"])
