"""Écriture des mesures d'activité."""

from django import template

from gouvernance import francais
from services_communs.chapitre_realisations import Valeur

register = template.Library()

QUALIFICATIFS = {"≈": "environ", ">": "plus de", "<": "moins de"}


@register.filter
def mesure(valeur: Valeur | None) -> str:
    """« 4 038 », « environ 260 », « plus de 850 », « de 0 à 4,7 » ; absente, un tiret."""
    if valeur is None:
        return francais.ABSENT
    nombre = francais.nombre(valeur.nombre)
    if valeur.maximum is not None:
        return f"de {nombre} à {francais.nombre(valeur.maximum)}".replace(" ", francais.INSECABLE)
    if valeur.qualificatif:
        return f"{QUALIFICATIFS[valeur.qualificatif]}{francais.INSECABLE}{nombre}"
    return nombre
