"""Quorums et majorités, en nombres entiers : aucun arrondi n'y cache une voix."""

from collections.abc import Mapping
from dataclasses import dataclass


def quorum(membres_en_exercice: int) -> int:
    """Membres qui doivent être présents pour que l'assemblée délibère.

    La majorité des membres en exercice ; les pouvoirs ne comptent pas.

    Unités : personnes.
    Erreurs : `ValueError` si l'effectif n'est pas positif.
    Source : CGCT, art. L. 2121-17 et L. 5211-1 (86 membres : 44).
    """
    if membres_en_exercice < 1:
        raise ValueError("Une assemblée compte au moins un membre.")
    return membres_en_exercice // 2 + 1


def fraction_requise(numerateur: int, denominateur: int, base: int) -> int:
    """Plus petit nombre entier qui atteint cette fraction de la base.

    Unités : celles de la base.
    Erreurs : `ValueError` si la fraction n'est pas entre 0 et 1 ou si la base est négative.
    Source : arithmétique entière ; 86 × 2/3 = 57,33 demande 58.
    """
    if not 0 <= numerateur <= denominateur or denominateur < 1 or base < 0:
        raise ValueError("Cette fraction n’a pas de sens.")
    return -(-numerateur * base // denominateur)


def deux_tiers(base: int) -> int:
    """Voix qui font les deux tiers de la base.

    Unités : voix ou membres.
    Erreurs : `ValueError` si la base est négative.
    Source : CGCT, art. L. 5211-57 (des membres du conseil : 58 sur 86) ; CGI, art. 1609 nonies C,
    V, 1° bis (fixation libre des attributions de compensation).
    """
    return fraction_requise(2, 3, base)


def majorite_absolue(exprimes: int) -> int:
    """Voix favorables qui emportent une délibération ordinaire.

    Plus de la moitié des suffrages exprimés : abstentions et non-participations n'en sont pas.

    Unités : voix.
    Erreurs : `ValueError` si le nombre de suffrages est négatif.
    Source : CGCT, art. L. 2121-20 et L. 5211-1.
    """
    if exprimes < 0:
        raise ValueError("Un nombre de suffrages n’est pas négatif.")
    return exprimes // 2 + 1


def emporte(pour: int, contre: int, *, voix_preponderante: bool | None = None) -> bool:
    """Vrai si une délibération ordinaire est adoptée.

    `voix_preponderante` est le sens de la voix du président, qui tranche un partage égal hors
    scrutin secret ; inconnue, un partage égal n'adopte rien.

    Unités : suffrages exprimés.
    Erreurs : `ValueError` si un nombre de voix est négatif.
    Source : CGCT, art. L. 2121-20 et L. 5211-1.
    """
    if pour < 0 or contre < 0:
        raise ValueError("Un nombre de voix n’est pas négatif.")
    if pour == contre:
        return pour > 0 and voix_preponderante is True
    return pour >= majorite_absolue(pour + contre)


def tiers_des_maires(communes: int) -> int:
    """Maires dont la demande réunit la conférence des maires, quatre fois par an au plus.

    Unités : maires.
    Erreurs : `ValueError` si le nombre de communes est négatif.
    Source : CGCT, art. L. 5211-11-3 (23 communes : 8).
    """
    return fraction_requise(1, 3, communes)


def vice_presidents_maximum(effectif: int, *, est_metropole: bool = True) -> int:
    """Plafond ordinaire du nombre de vice-présidents.

    Un cinquième de l'effectif, arrondi à l'entier supérieur, dans la limite de quinze ; pour
    une métropole, l'organe délibérant peut aller jusqu'à vingt.

    Unités : vice-présidents.
    Erreurs : `ValueError` si l'effectif n'est pas positif.
    Source : CGCT, art. L. 5211-10.
    """
    if effectif < 1:
        raise ValueError("Une assemblée compte au moins un membre.")
    return 20 if est_metropole else min(15, fraction_requise(1, 5, effectif))


@dataclass(frozen=True, slots=True)
class Voie:
    """Une des deux façons d'atteindre la majorité qualifiée, et ce qui lui manque encore."""

    conseils_requis: int
    habitants_requis: int
    conseils_manquants: int
    habitants_manquants: int

    @property
    def est_atteinte(self) -> bool:
        return not self.conseils_manquants and not self.habitants_manquants


def voies_de_la_majorite_qualifiee(
    favorables: set[str], populations: Mapping[str, int]
) -> tuple[Voie, Voie]:
    """Deux tiers des conseils pour plus de la moitié des habitants, ou l'inverse.

    La seconde voie demande au moins la moitié des conseils et au moins les deux tiers de la
    population. La clause sur la commune de plus du quart de la population ne s'applique pas au
    rapport de la CLECT, qui renvoie au seul premier alinéa.

    Unités : conseils municipaux ; habitants, population totale.
    Erreurs : `ValueError` si aucune commune n'est donnée, si une population est négative ou si
    une commune favorable n'est pas consultée.
    Source : CGCT, art. L. 5211-5, II, al. 1 ; CGI, art. 1609 nonies C, IV.
    """
    if not populations or min(populations.values()) < 0:
        raise ValueError("La majorité se compte sur des communes et leur population.")
    if inconnues := favorables - populations.keys():
        raise ValueError(f"Communes non consultées : {', '.join(sorted(inconnues))}.")
    conseils, habitants = len(populations), sum(populations.values())
    pour = sum(populations[commune] for commune in favorables)
    seuils = [
        (deux_tiers(conseils), habitants // 2 + 1),
        (fraction_requise(1, 2, conseils), deux_tiers(habitants)),
    ]
    premiere, seconde = (
        Voie(requis, peuples, max(0, requis - len(favorables)), max(0, peuples - pour))
        for requis, peuples in seuils
    )
    return premiere, seconde


def majorite_qualifiee(favorables: set[str], populations: Mapping[str, int]) -> bool:
    """Vrai si les communes favorables forment la majorité qualifiée.

    Unités, erreurs et source : celles de `voies_de_la_majorite_qualifiee`.
    """
    voies = voies_de_la_majorite_qualifiee(favorables, populations)
    return any(voie.est_atteinte for voie in voies)


def indispensables(
    favorables: set[str], en_attente: set[str], populations: Mapping[str, int]
) -> set[str]:
    """Communes en attente sans lesquelles la majorité devient impossible.

    Toutes celles qu'on attend si elle l'est déjà sans exception ; aucune si elle est atteinte
    ou hors de portée.

    Unités, erreurs et source : celles de `voies_de_la_majorite_qualifiee`.
    """
    toutes = favorables | en_attente
    if majorite_qualifiee(favorables, populations) or not majorite_qualifiee(toutes, populations):
        return set()
    return {c for c in en_attente if not majorite_qualifiee(toutes - {c}, populations)}


def reponses_suffisantes(
    favorables: set[str], en_attente: set[str], populations: Mapping[str, int]
) -> tuple[int, int] | None:
    """Réponses favorables de plus qui suffisent : au mieux, puis quelles que soient les communes.

    Les communes indispensables en sont dans les deux cas ; au mieux, les plus peuplées suivent,
    au pire, les moins peuplées. Rien si la majorité est atteinte ou hors de portée.

    Unités : conseils municipaux.
    Erreurs et source : celles de `voies_de_la_majorite_qualifiee`.
    """
    toutes = favorables | en_attente
    if majorite_qualifiee(favorables, populations) or not majorite_qualifiee(toutes, populations):
        return None
    requises = indispensables(favorables, en_attente, populations)
    croissantes = sorted(en_attente - requises, key=lambda commune: (populations[commune], commune))

    def combien(ordre: list[str]) -> int:
        rangs = range(len(ordre) + 1)
        acquises = favorables | requises
        return next(r for r in rangs if majorite_qualifiee(acquises | {*ordre[:r]}, populations))

    return len(requises) + combien(croissantes[::-1]), len(requises) + combien(croissantes)
