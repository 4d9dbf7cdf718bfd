"""Des coûts, des clés et des adhésions aux participations : le calcul entier, sans base de données.

La lecture en base (`lecture.py`) et la simulation (`simulation.py`) préparent les mêmes
`ServiceACalculer` ; la proposition d'une évaluation, l'explication d'un montant et un scénario
donnent donc les mêmes chiffres.
"""

from calendar import isleap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from finances.calculs import (
    CENTIME,
    ZERO,
    ErreurDeCalcul,
    arrondir,
    prorata_en_jours,
    prorata_en_mois,
    quotes_parts,
    repartir_au_plus_fort_reste,
)


class Arrondi(StrEnum):
    """Les trois façons usuelles de passer des parts exactes à des euros."""

    PAR_LIGNE = "ligne"
    PAR_PRIX_UNITAIRE = "prix_unitaire"
    PLUS_FORT_RESTE = "plus_fort_reste"


class Prorata(StrEnum):
    MOIS = "mois"
    JOURS = "jours"


class Valeurs(StrEnum):
    """Ce que sont les valeurs d'une clé."""

    POIDS = "poids"
    MONTANTS = "montants"
    POURCENTAGES = "pourcentages"


@dataclass(frozen=True, slots=True)
class Presence:
    """Un payeur dans un service : sa valeur dans la clé et le temps de son adhésion."""

    payeur: str
    valeur: Decimal
    debut: date
    fin: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceACalculer:
    """Un service, son coût annuel, et comment le partager pour un exercice.

    Des poids partagent tout ce que la métropole ne garde pas ; avec des montants (forfaits) ou
    des pourcentages, elle garde le reste du coût. Sans présence, elle garde tout.
    """

    code: str
    nom: str
    cout: Decimal
    cle: str
    metropole: str
    depuis: date
    part_metropole: Decimal = ZERO
    valeurs: Valeurs = Valeurs.POIDS
    presences: tuple[Presence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class LigneCalculee:
    """Participation d'un payeur à un service pour un exercice, pas à pas."""

    service: str
    payeur: str
    exercice: int
    cout: Decimal
    cle: str
    valeur: Decimal | None
    total_valeurs: Decimal | None
    quote: Fraction
    prorata: Fraction
    exact: Fraction
    montant: Decimal


@lru_cache(maxsize=4096)
def prorata_de_presence(debut: date, fin: date | None, exercice: int, mode: Prorata) -> Fraction:
    """Fraction de l'exercice pendant laquelle l'adhésion court.

    En mois, un mois commencé compte en entier ; en jours, bornes comprises.

    Unités : fraction de l'année, de 0 à 1.
    Erreurs : aucune ; 0 si l'adhésion ne touche pas l'exercice.
    Source : rapport annuel 2020, financement : effet au 1er mai 2019, huit douzièmes ;
    effet au 1er juillet 2019, six douzièmes.
    """
    premier, dernier = date(exercice, 1, 1), date(exercice, 12, 31)
    entree, sortie = max(debut, premier), min(fin or dernier, dernier)
    if entree > sortie:
        return Fraction(0)
    if mode is Prorata.JOURS:
        jours = (sortie - entree).days + 1
        return prorata_en_jours(jours, 366 if isleap(exercice) else 365)
    return prorata_en_mois(sortie.month - entree.month + 1)


def calculer(
    services: Iterable[ServiceACalculer], exercice: int, arrondi: Arrondi, prorata: Prorata
) -> tuple[LigneCalculee, ...]:
    """Participations de l'exercice, service par service ; le payeur nul d'un service en est absent.

    Unités : euros entiers par ligne.
    Erreurs : `ErreurDeCalcul`, qui nomme le service, si son coût ne peut pas être partagé.
    Source : CGCT, art. L. 5211-4-2 ; CGI, art. 1609 nonies C, IV.
    """
    return tuple(
        ligne
        for service in services
        for ligne in calculer_service(service, exercice, arrondi, prorata)
    )


def calculer_service(
    service: ServiceACalculer, exercice: int, arrondi: Arrondi, prorata: Prorata
) -> tuple[LigneCalculee, ...]:
    presences = [p for p in service.presences if duree(p, exercice, prorata)]
    try:
        quotes = quotes_du_service(service, presences)
    except ErreurDeCalcul as erreur:
        raise ErreurDeCalcul(f"{service.nom}, {exercice} : {erreur}") from erreur
    durees = {p.payeur: duree(p, exercice, prorata) for p in presences}
    durees[service.metropole] = prorata_de_presence(service.depuis, None, exercice, prorata)
    couts = {duree: Fraction(service.cout) * duree for duree in set(durees.values())}
    exacts = {payeur: couts[durees[payeur]] * quote for payeur, quote in quotes.items()}
    montants = ARRONDIS[arrondi](service, presences, exacts, durees)
    valeurs = {p.payeur: p.valeur for p in presences}
    total = sum(valeurs.values(), ZERO)
    return tuple(
        LigneCalculee(
            service=service.code,
            payeur=payeur,
            exercice=exercice,
            cout=service.cout,
            cle=service.cle,
            valeur=valeurs.get(payeur),
            total_valeurs=total if payeur in valeurs else None,
            quote=quote,
            prorata=durees[payeur],
            exact=exacts[payeur],
            montant=montants[payeur],
        )
        for payeur, quote in quotes.items()
    )


def duree(presence: Presence, exercice: int, mode: Prorata) -> Fraction:
    return prorata_de_presence(presence.debut, presence.fin, exercice, mode)


def quotes_du_service(service: ServiceACalculer, presences: list[Presence]) -> dict[str, Fraction]:
    """Fraction du coût annuel qui revient à chaque payeur présent, métropole comprise."""
    if not presences or service.part_metropole == 100:
        return {service.metropole: Fraction(1)}
    if service.valeurs is Valeurs.POIDS:
        quotes = quotes_parts({p.payeur: p.valeur for p in presences}, service.part_metropole)
        reste = Fraction(service.part_metropole) / 100
    else:
        quotes = quotes_fixes(service, presences)
        reste = 1 - sum(quotes.values(), Fraction(0))
    if reste:
        quotes[service.metropole] = quotes.get(service.metropole, Fraction(0)) + reste
    return quotes


def quotes_fixes(service: ServiceACalculer, presences: list[Presence]) -> dict[str, Fraction]:
    """Forfaits rapportés au coût, ou pourcentages : ils ne dépendent pas des autres présents."""
    entier = service.cout if service.valeurs is Valeurs.MONTANTS else Decimal(100)
    valeurs = {p.payeur: p.valeur for p in presences}
    if entier <= 0 or min(valeurs.values()) < 0 or sum(valeurs.values(), ZERO) > entier:
        raise ErreurDeCalcul("la somme des parts dépasse le coût du service.")
    return {payeur: Fraction(valeur) / Fraction(entier) for payeur, valeur in valeurs.items()}


Exacts = dict[str, Fraction]


def arrondir_par_ligne(
    service: ServiceACalculer, presences: list[Presence], exacts: Exacts, durees: Exacts
) -> dict[str, Decimal]:
    """Chaque ligne à l'euro le plus proche ; la somme peut s'écarter du coût de quelques euros."""
    return {payeur: arrondir(exact) for payeur, exact in exacts.items()}


def arrondir_par_prix_unitaire(
    service: ServiceACalculer, presences: list[Presence], exacts: Exacts, durees: Exacts
) -> dict[str, Decimal]:
    """Prix d'une unité de la clé au centime, puis montant de chacun à l'euro."""
    valeurs = {p.payeur: p.valeur for p in presences}
    total = sum(valeurs.values(), ZERO)
    if service.valeurs is not Valeurs.POIDS or not total:
        return arrondir_par_ligne(service, presences, exacts, durees)
    a_partager = Fraction(service.cout) * (1 - Fraction(service.part_metropole) / 100)
    prix = Fraction(arrondir(a_partager / Fraction(total), CENTIME))
    return {
        payeur: arrondir(prix * Fraction(valeurs[payeur]) * durees[payeur])
        if payeur in valeurs
        else arrondir(exact)
        for payeur, exact in exacts.items()
    }


def arrondir_au_plus_fort_reste(
    service: ServiceACalculer, presences: list[Presence], exacts: Exacts, durees: Exacts
) -> dict[str, Decimal]:
    """Euros entiers dont la somme est exactement le coût à répartir, arrondi."""
    total = sum(exacts.values(), Fraction(0))
    if not total:
        return dict.fromkeys(exacts, ZERO)
    return repartir_au_plus_fort_reste(arrondir(total), exacts)


ARRONDIS: dict[Arrondi, Callable[..., dict[str, Decimal]]] = {
    Arrondi.PAR_LIGNE: arrondir_par_ligne,
    Arrondi.PAR_PRIX_UNITAIRE: arrondir_par_prix_unitaire,
    Arrondi.PLUS_FORT_RESTE: arrondir_au_plus_fort_reste,
}


def totaliser(lignes: Iterable[LigneCalculee]) -> dict[str, Decimal]:
    """Participation de chaque payeur, tous services réunis."""
    totaux: dict[str, Decimal] = {}
    for ligne in lignes:
        totaux[ligne.payeur] = totaux.get(ligne.payeur, ZERO) + ligne.montant
    return totaux
