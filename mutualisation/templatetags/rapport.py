"""Ce que le rapport écrit en toutes lettres : une mesure, l'exercice d'une commune."""

from django import template

from gouvernance import francais
from mutualisation.communes import FicheCommune
from mutualisation.tableau_de_bord import phrases
from services_communs.chapitre_realisations import Valeur

register = template.Library()


@register.filter
def mesure(valeur: Valeur | None) -> str:
    """« 4 038 », « environ 260 », « plus de 850 », « de 0 à 4,7 » ; absente, un tiret."""
    if valeur is None:
        return francais.ABSENT
    return francais.mesure(valeur.nombre, valeur.maximum, valeur.qualificatif)


@register.filter
def phrase(fiche: FicheCommune) -> str:
    """`{{ fiche|phrase }}` : la même phrase que sur la page de la commune."""
    return phrases.phrase(fiche)
