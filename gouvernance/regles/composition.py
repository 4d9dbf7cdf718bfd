"""Qui peut siéger où : plafonds, représentation, incompatibilités."""

from collections.abc import Collection, Mapping

COMMISSIONS_PAR_CONSEILLER = 2
CONSEILLERS_MUNICIPAUX_INVITES = 2
DEMANDES_ANNUELLES_DES_MAIRES = 4
ECART_ENTRE_FEMMES_ET_HOMMES = 1


def ecart_de_parite_admis(femmes: int, hommes: int) -> bool:
    """Vrai si l'écart entre femmes et hommes du conseil de développement est permis.

    Unités : personnes.
    Erreurs : `ValueError` si un nombre est négatif.
    Source : CGCT, art. L. 5211-10-1 (un au plus).
    """
    if femmes < 0 or hommes < 0:
        raise ValueError("Un nombre de membres n’est pas négatif.")
    return abs(femmes - hommes) <= ECART_ENTRE_FEMMES_ET_HOMMES


def commissions_en_trop(commissions: Collection[str], *, de_droit: bool) -> int:
    """Commissions thématiques au-delà de celles qu'un conseiller peut choisir.

    Le président, les vice-présidents et les conseillers délégués, membres de droit de toutes,
    n'ont pas de plafond.

    Unités : commissions.
    Erreurs : aucune.
    Source : pacte de gouvernance 2020-2026, art. 7.
    """
    return 0 if de_droit else max(0, len(commissions) - COMMISSIONS_PAR_CONSEILLER)


def invites_en_commission(sieges: int) -> int:
    """Conseillers municipaux, non métropolitains, que la commune peut envoyer en commission.

    Deux, dans une commission de leur choix, pour une commune d'un ou deux sièges ; aucun pour
    les autres, qui les désignent parmi leurs conseillers métropolitains.

    Unités : personnes.
    Erreurs : `ValueError` si la commune n'a pas de siège.
    Source : CGCT, art. L. 5211-40-1 ; pacte de gouvernance 2020-2026, art. 7.
    """
    if sieges < 1:
        raise ValueError("Chaque commune a au moins un siège.")
    return CONSEILLERS_MUNICIPAUX_INVITES if sieges <= 2 else 0


def a_un_suppleant(sieges: int) -> bool:
    """Vrai si la commune a un conseiller suppléant : celle qui n'a qu'un siège.

    Unités : sièges de la commune.
    Erreurs : `ValueError` si la commune n'a pas de siège.
    Source : CGCT, art. L. 5211-6 ; code électoral, art. L. 273-10 et L. 273-12.
    """
    if sieges < 1:
        raise ValueError("Chaque commune a au moins un siège.")
    return sieges == 1


def communes_sans_membre(membres: Mapping[str, int], communes: Collection[str]) -> list[str]:
    """Communes dont le conseil municipal n'a personne à la CLECT.

    Unités : membres par commune.
    Erreurs : aucune.
    Source : CGI, art. 1609 nonies C, IV (au moins un représentant par conseil municipal).
    """
    return sorted(commune for commune in communes if not membres.get(commune))


def journees_manquantes(tenues: int) -> int:
    """Journées métropolitaines qui manquent à l'année.

    Unités : journées.
    Erreurs : `ValueError` si le nombre est négatif.
    Source : pacte de gouvernance 2020-2026, art. 8 (au moins une par an).
    """
    if tenues < 0:
        raise ValueError("Un nombre de journées n’est pas négatif.")
    return max(0, 1 - tenues)
