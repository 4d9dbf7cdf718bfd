"""Arithmétique des participations, exacte et sans base de données."""

from decimal import Decimal

ZERO = Decimal(0)


class ErreurDeCalcul(ValueError):
    """Donnée d'entrée qui n'a pas de sens pour le calcul demandé."""


def ajustement_attribution(participation: Decimal, deja_valorise: Decimal = ZERO) -> Decimal:
    """Variation de l'attribution de compensation (AC) due aux services communs.

    La participation est imputée sur l'AC, donc déduite ; ce que l'AC valorise
    déjà (421 000 € pour Dijon depuis 2018) ne l'est pas une seconde fois.

    Unités : euros par exercice ; un résultat négatif est une baisse de l'AC.
    Erreurs : `ErreurDeCalcul` si un des deux montants est négatif.
    Source : CGCT, art. L. 5211-4-2, 4e alinéa ; rapport annuel 2020, financement.
    """
    if participation < 0 or deja_valorise < 0:
        raise ErreurDeCalcul("Une participation ne peut pas être négative.")
    return deja_valorise - participation


def prorata_en_mois(montant: Decimal, mois: int) -> Decimal:
    """Part d'un montant annuel due pour quelques mois, sans arrondi.

    Unités : euros ; mois entiers, de 0 à 12.
    Erreurs : `ErreurDeCalcul` si le nombre de mois n'est pas entre 0 et 12.
    Source : rapport annuel 2020, financement : les montants 2019 de quatorze communes
    sont ceux d'un effet au 1er mai, soit huit douzièmes.
    """
    if not 0 <= mois <= 12:
        raise ErreurDeCalcul("Un prorata va de 0 à 12 mois.")
    return montant * mois / 12


def par_habitant(montant: Decimal, population: int) -> Decimal:
    """Montant rapporté à la population, sans arrondi.

    Unités : euros par habitant ; population totale de la commune.
    Erreurs : `ErreurDeCalcul` si la population est nulle ou négative.
    Source : convention du projet.
    """
    if population <= 0:
        raise ErreurDeCalcul("La population doit être positive.")
    return montant / population


def ecart_d_arrondi(total_vote: Decimal, parts: list[Decimal]) -> Decimal:
    """Somme des parts moins le total voté : ce que l'arrondi a ajouté ou retiré.

    Le montant voté fait foi ; l'écart se constate et s'explique, il ne se corrige pas.

    Unités : euros ; positif quand les parts dépassent le total.
    Erreurs : aucune.
    Source : rapport annuel 2020, financement, note 3 (12 921 682 € pour 12 921 681 €).
    """
    return sum(parts, ZERO) - total_vote
