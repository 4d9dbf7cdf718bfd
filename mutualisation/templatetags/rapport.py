"""Ce que le rapport écrit en toutes lettres : une mesure, une commune, un nombre d'agents."""

from collections.abc import Iterable
from decimal import Decimal

from django import template

from gouvernance import francais
from mutualisation.communes import FicheCommune
from mutualisation.controles.chiffres import Ecart
from mutualisation.rapport import petits_effectifs
from mutualisation.tableau_de_bord import phrases
from services_communs.chapitre_realisations import Valeur
from services_communs.chapitres import (
    EffectifObserve,
    EffectifsAnnuels,
    TableauTransferts,
    TransfertDate,
)

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


@register.filter
def agents(nombre: int | None, minimum: int) -> petits_effectifs.Fourchette | str:
    """`{{ n|agents:rapport.effectif_minimal }}` : « 12 », ou « 1 à 4 » d'un nombre trop petit."""
    return francais.ABSENT if nombre is None else petits_effectifs.publier(nombre, minimum)


@register.filter
def total_agents(lignes: Iterable, minimum: int) -> petits_effectifs.Fourchette:
    """`{{ lignes|total_agents:minimum }}` : « 16 », ou « 11 à 14 » si une ligne est masquée."""
    return petits_effectifs.publier_agents(lignes, minimum)


@register.filter
def etp_publie(effectif: EffectifObserve, minimum: int) -> Decimal | None:
    """`{{ effectif|etp_publie:minimum|nombre:1 }}` : un tiret quand les agents sont masqués."""
    return petits_effectifs.etp_publie(effectif, minimum)


@register.filter
def total_etp(effectifs: EffectifsAnnuels, minimum: int) -> str:
    """« 252,5 », ou « au moins 248,5 »."""
    return petits_effectifs.total_etp_publie(effectifs, minimum)


@register.filter
def publies(tableau: TableauTransferts, minimum: int) -> petits_effectifs.TransfertsPublies:
    """Tableau des transferts, prêt à être montré."""
    return petits_effectifs.publier_transferts(tableau, minimum)


@register.filter
def par_importance(transferts: Iterable[TransfertDate], minimum: int) -> list[TransfertDate]:
    """Du plus grand nombre d'agents publié au moindre ; l'ordre ne dit rien d'un nombre masqué."""
    return petits_effectifs.par_importance(transferts, minimum)


@register.filter
def publiables(ecarts: Iterable[Ecart], minimum: int) -> tuple[Ecart, ...]:
    """Écarts dont les chiffres peuvent être montrés."""
    return petits_effectifs.ecarts_publiables(ecarts, minimum)
