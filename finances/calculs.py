"""Arithmétique des participations : exacte, sans base de données, arrondie une fois et à la fin."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

ZERO = Decimal(0)
EURO = Decimal(1)
CENTIME = Decimal("0.01")


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


def prorata_en_mois(mois: int) -> Fraction:
    """Fraction de l'année due pour quelques mois.

    Unités : mois entiers, de 0 à 12.
    Erreurs : `ErreurDeCalcul` si le nombre de mois n'est pas entre 0 et 12.
    Source : rapport annuel 2020, financement : les montants 2019 de quatorze communes
    sont ceux d'un effet au 1er mai, soit huit douzièmes.
    """
    if not 0 <= mois <= 12:
        raise ErreurDeCalcul("Un prorata va de 0 à 12 mois.")
    return Fraction(mois, 12)


def prorata_en_jours(jours: int, jours_de_l_annee: int) -> Fraction:
    """Fraction de l'année due pour quelques jours.

    Unités : jours entiers ; 365 ou 366 jours dans l'année.
    Erreurs : `ErreurDeCalcul` si l'année n'a pas 365 ou 366 jours, ou si `jours` n'y tient pas.
    Source : variante usuelle des conventions ; Dijon Métropole compte en mois.
    """
    if jours_de_l_annee not in {365, 366} or not 0 <= jours <= jours_de_l_annee:
        raise ErreurDeCalcul("Un prorata en jours va de 0 à 365 ou 366.")
    return Fraction(jours, jours_de_l_annee)


def arrondir(exact: Fraction, pas: Decimal = EURO) -> Decimal:
    """Montant au plus proche multiple de `pas` ; une moitié s'éloigne de zéro.

    Unités : euros ; `pas` d'un euro ou d'un centime.
    Erreurs : aucune.
    Source : arrondi commercial, usuel en comptabilité publique.
    """
    haut, bas = pas.as_integer_ratio()
    numerateur, denominateur = exact.numerator * bas, exact.denominator * haut
    rangs = (abs(numerateur) * 2 + denominateur) // (2 * denominateur)
    return (rangs if numerateur >= 0 else -rangs) * pas


def quotes_parts(poids: Mapping[str, Decimal], reserve: Decimal = ZERO) -> dict[str, Fraction]:
    """Fraction du coût qui revient à chacun selon son poids, après une part réservée.

    Unités : poids sans unité ; `reserve` en %, la part que la métropole garde.
    Erreurs : `ErreurDeCalcul` si un poids est négatif, si tous sont nuls ou si la part
    réservée n'est pas entre 0 et 100.
    Source : rapport de la CLECT du 11 avril 2019 : une part de la métropole, et le reste
    entre les adhérents.
    """
    somme = sum(poids.values(), ZERO)
    if somme <= 0 or min(poids.values()) < 0:
        raise ErreurDeCalcul("Répartition impossible : poids négatifs ou tous nuls.")
    if not 0 <= reserve <= 100:
        raise ErreurDeCalcul("La part de la métropole va de 0 à 100 %.")
    par_unite = (1 - Fraction(reserve) / 100) / Fraction(somme)
    return {cle: par_unite * Fraction(p) for cle, p in poids.items()}


def repartir_au_plus_fort_reste(
    total: Decimal, poids: Mapping[str, Decimal | Fraction], pas: Decimal = EURO
) -> dict[str, Decimal]:
    """Parts proportionnelles aux poids, multiples de `pas`, dont la somme est exactement `total`.

    Chacun reçoit le multiple inférieur de sa part ; ce qui manque va aux plus forts restes,
    à égalité dans l'ordre des clés.

    Unités : euros ; `total` est un multiple de `pas`.
    Erreurs : `ErreurDeCalcul` si `total` est négatif ou n'est pas un multiple de `pas`, si un
    poids est négatif ou si tous les poids sont nuls.
    Source : convention du projet ; le rapport 2020 (financement, note 3) explique
    par les arrondis un écart de 1 € entre le total et la somme des parts.
    """
    somme = sum((Fraction(p) for p in poids.values()), Fraction(0))
    if total < 0 or total % pas or somme <= 0 or min(poids.values()) < 0:
        raise ErreurDeCalcul("Répartition impossible : total ou poids négatifs ou nuls.")
    unites = int(total / pas)
    exactes = {cle: unites * Fraction(p) / somme for cle, p in poids.items()}
    parts = {cle: exacte.numerator // exacte.denominator for cle, exacte in exactes.items()}
    manque = unites - sum(parts.values())
    for cle in sorted(exactes, key=lambda cle: (parts[cle] - exactes[cle], cle))[:manque]:
        parts[cle] += 1
    return {cle: part * pas for cle, part in parts.items()}


def douziemes(montant: Decimal) -> tuple[Decimal, ...]:
    """Douze versements mensuels, au centime, dont la somme est exactement le montant.

    Unités : euros ; un montant négatif se verse par la commune.
    Erreurs : `ErreurDeCalcul` si le montant n'est pas au centime près.
    Source : CGI, art. 1609 nonies C, V : l'attribution se verse par douzièmes.
    """
    if montant % CENTIME:
        raise ErreurDeCalcul("Un montant se verse au centime près.")
    mois = {f"{rang:02d}": EURO for rang in range(1, 13)}
    parts = repartir_au_plus_fort_reste(abs(montant), mois, CENTIME) if montant else {}
    signe = -1 if montant < 0 else 1
    return tuple(signe * parts.get(cle, ZERO) for cle in mois)


def cout_complet(
    montants: Sequence[Decimal], personnel: Decimal, taux_de_support: Decimal = ZERO
) -> Decimal:
    """Coût annuel d'un service : charges évaluées et charges de support.

    Unités : euros ; `taux_de_support` en % des charges de personnel ; arrondi au centime.
    Erreurs : `ErreurDeCalcul` si un montant ou le taux est négatif.
    Source : pratique des CLECT : le support (ressources humaines, finances, locaux) se
    compte en pourcentage du personnel.
    """
    if min([*montants, personnel, taux_de_support]) < 0:
        raise ErreurDeCalcul("Un coût ou un taux n’est pas négatif.")
    support = (personnel * taux_de_support / 100).quantize(CENTIME, ROUND_HALF_UP)
    return sum(montants, ZERO) + support


def effet_sur_le_cif(impute: Decimal, denominateur: Decimal) -> Fraction:
    """Hausse du coefficient d'intégration fiscale (CIF) due à l'imputation, deux ans après.

    L'imputation réduit les dépenses de transfert que le numérateur du CIF retranche ; le
    dénominateur ne change pas. Une facture du même montant n'a pas cet effet.

    Unités : euros ; résultat sans unité, à ajouter au CIF de l'exercice N + 2.
    Erreurs : `ErreurDeCalcul` si le dénominateur n'est pas positif.
    Source : CGCT, art. L. 5211-29 et L. 5211-4-2, 4e alinéa.
    """
    if denominateur <= 0:
        raise ErreurDeCalcul("Le dénominateur du CIF doit être positif.")
    return Fraction(impute) / Fraction(denominateur)


def par_habitant(montant: Decimal, population: int) -> Decimal:
    """Montant rapporté à la population, sans arrondi.

    Unités : euros par habitant ; population totale de la commune.
    Erreurs : `ErreurDeCalcul` si la population est nulle ou négative.
    Source : convention du projet.
    """
    if population <= 0:
        raise ErreurDeCalcul("La population doit être positive.")
    return montant / population


def ecart_d_arrondi(total_vote: Decimal, parts: Sequence[Decimal]) -> Decimal:
    """Somme des parts moins le total voté : ce que l'arrondi a ajouté ou retiré.

    Le montant voté fait foi ; l'écart se constate et s'explique, il ne se corrige pas.

    Unités : euros ; positif quand les parts dépassent le total.
    Erreurs : aucune.
    Source : rapport annuel 2020, financement, note 3 (12 921 682 € pour 12 921 681 €).
    """
    return sum(parts, ZERO) - total_vote
