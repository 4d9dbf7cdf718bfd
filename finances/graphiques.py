"""Graphiques des pages de finances : qui paie quoi, de quoi est fait le coût d'un service."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.text import capfirst

from finances.calculs import ZERO
from finances.couts import TableauDesCouts
from gouvernance.francais import accord, euros, insecables, nombre
from gouvernance.graphiques import Graphique, barres


def graphiques_des_parts(parts: Mapping[str, Decimal], exercice: str) -> tuple[Graphique, ...]:
    """Toutes les parts, puis les mêmes sans les deux plus grandes quand elles les écrasent."""
    lignes = sorted(((nom, part) for nom, part in parts.items() if part), key=lambda p: -p[1])
    if len(lignes) < 2:
        return ()
    sans_part = len(parts) - len(lignes)
    verbe = accord(sans_part, "ne paie", "ne paient")
    suite = f" ; {nombre(sans_part)} {verbe} rien" if sans_part else ""
    toutes = barres(
        "parts",
        f"Qui paie quoi, {exercice}",
        insecables(f"{nombre(len(lignes))} payeurs se partagent {_somme(lignes)}{suite}."),
        lignes,
        entetes=("Payeur", "Participation"),
        unite="€",
        accent=lignes[0][0],
    )
    autres = lignes[2:]
    if len(autres) < 2:
        return (toutes,)
    (premier, haut), (dernier, bas) = autres[0], autres[-1]
    return toutes, barres(
        "autres-parts",
        "Les mêmes, sans les deux plus grandes",
        f"{_somme(autres)} en tout, de {euros(bas)} ({dernier}) à {euros(haut)} ({premier}).",
        autres,
        entetes=("Payeur", "Participation"),
        unite="€",
        accent=premier,
    )


def evolution_du_cout(totaux: Sequence[tuple[str, Decimal]]) -> Graphique | None:
    """Coût voté d'un exercice au suivant ; rien s'il n'y en a qu'un."""
    if len(totaux) < 2:
        return None
    (premier, avant), (dernier, apres) = totaux[0], totaux[-1]
    return barres(
        "evolution",
        "Évolution du coût voté",
        insecables(
            f"{euros(avant)} en {premier}, {euros(apres)} en {dernier} : "
            f"{euros(apres - avant, signe=True)}."
        ),
        totaux,
        entetes=("Exercice", "Coût voté"),
        unite="€",
        accent=dernier,
    )


def decomposer(couts: TableauDesCouts, service: str) -> Graphique | None:
    """Coût d'un service par nature de charge ; rien s'il n'en a qu'une."""
    ligne = next((ligne for ligne in couts.lignes if ligne.service == service), None)
    if ligne is None:
        return None
    natures = zip(map(capfirst, couts.natures), ligne.montants, strict=True)
    charges = sorted((nature for nature in natures if nature[1]), key=lambda n: -n[1])
    if len(charges) < 2:
        return None
    return barres(
        "decomposition",
        f"De quoi est fait le coût en {couts.exercice}",
        f"{euros(ligne.total)} pour une année pleine.",
        charges,
        entetes=("Nature de charge", "Montant"),
        unite="€",
        accent=charges[0][0],
    )


def _somme(lignes: list[tuple[str, Decimal]]) -> str:
    return euros(sum((part for _, part in lignes), ZERO))
