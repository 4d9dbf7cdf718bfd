"""Ce que paie une commune par habitant, face à celles de sa taille."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from statistics import median

from django.db.models import Sum

from finances.calculs import ZERO, par_habitant
from finances.models import Participation
from gouvernance.francais import accord, insecables
from gouvernance.graphiques import Graphique, barres
from gouvernance.models import Collectivite
from mutualisation.communes import FicheCommune
from mutualisation.models import FichierEdition
from mutualisation.rapport.donnees import DonneesIllisibles
from mutualisation.rapport.editions import contenu_fige, lire_edition
from mutualisation.tableau_de_bord.exercices import Exercice

# Moins de voisines, et leur médiane dirait ce que paie l'une d'elles.
VOISINES_POUR_UNE_MEDIANE = 3

Contribution = tuple[str, int, Decimal]


def comparer_pour(fiche: FicheCommune, exercice: Exercice, utilisateur) -> Graphique | None:
    """Voisines nommées si leurs chiffres sont publiés, ou pour un agent ; sinon leur médiane."""
    if not fiche.population:
        return None
    if exercice.a_un_rapport:
        publiees = contributions_publiees(exercice.annee, exercice.edition, exercice.empreinte)
        if publiees:
            return comparer(fiche, publiees)
    contributions = lire_contributions(fiche.annee)
    if utilisateur.is_staff:
        return comparer(fiche, contributions)
    return comparer_sans_nommer(fiche, contributions)


def comparer(
    fiche: FicheCommune,
    contributions: Iterable[Contribution],
    identifiant: str = "par-habitant",
) -> Graphique | None:
    """Participation par habitant face aux communes de même taille ; rien si elle est seule.

    `contributions` : nom, population et contribution de chaque commune membre.
    """
    lignes = _de_meme_taille(fiche, contributions)
    if len(lignes) < 2:
        return None
    return barres(
        identifiant,
        f"Participation par habitant en {fiche.annee}",
        f"{_perimetre(fiche)}, parts refacturées comprises.",
        sorted(lignes, key=lambda ligne: -ligne[1]),
        entetes=("Commune", "Par habitant"),
        unite="€",
        accent=fiche.nom,
        decimales=2,
    )


def comparer_sans_nommer(
    fiche: FicheCommune, contributions: Iterable[Contribution]
) -> Graphique | None:
    """Rang de la commune et médiane des autres ; rien si elles sont trop peu pour se cacher."""
    lignes = dict(_de_meme_taille(fiche, contributions))
    sienne = lignes.pop(fiche.nom, None)
    if sienne is None or len(lignes) < VOISINES_POUR_UNE_MEDIANE:
        return None
    milieu = median(lignes.values())
    au_dessus = sum(autre > sienne for autre in lignes.values())
    rang = f"{au_dessus}{accord(au_dessus, ' la dépasse', ' la dépassent')}"
    return barres(
        "par-habitant",
        f"Participation par habitant en {fiche.annee}",
        insecables(
            f"{_perimetre(fiche)} : {rang if au_dessus else 'aucune ne la dépasse'} parmi "
            f"{len(lignes)}. Elles ne sont nommées qu’une fois le rapport {fiche.annee} publié."
        ),
        sorted(
            [(fiche.nom, sienne), (f"Médiane des {len(lignes)} autres", milieu)],
            key=lambda ligne: -ligne[1],
        ),
        entetes=("Commune", "Par habitant"),
        unite="€",
        accent=fiche.nom,
        decimales=2,
    )


def _de_meme_taille(
    fiche: FicheCommune, contributions: Iterable[Contribution]
) -> list[tuple[str, Decimal]]:
    """Nom et participation par habitant, de la moitié au double de sa population."""
    if not fiche.population:
        return []
    return [
        (nom, par_habitant(contribution, population))
        for nom, population, contribution in contributions
        if fiche.population <= 2 * population <= 4 * fiche.population
    ]


def _perimetre(fiche: FicheCommune) -> str:
    return (
        f"Communes ayant de la moitié au double des habitants {fiche.de} "
        f"(population totale {fiche.millesime})"
    )


@lru_cache(maxsize=64)
def contributions_publiees(annee: int, numero: int, empreinte: str) -> tuple[Contribution, ...]:
    """Celles que l'édition a figées ; vide si elle ne se relit pas. `empreinte` est sa clé."""
    try:
        contenu = contenu_fige(lire_edition(annee, numero))
    except (FichierEdition.DoesNotExist, DonneesIllisibles):
        return ()
    return tuple((c.nom, c.population, c.contribution) for c in contenu.communes if c.population)


def lire_contributions(annee: int) -> Iterator[Contribution]:
    """Nom, population et contribution des communes membres, dans l'ordre des noms."""
    votes = Participation.objects.applicables().pour_exercice(annee).order_by()
    par_payeur = dict(votes.values_list("payeur").annotate(total=Sum("montant")))
    membres = Collectivite.objects.membres_le(date(annee, 12, 31)).filter(
        populations__millesime__lte=annee, populations__totale__gt=0
    )
    ordonnees = membres.order_by("nom_de_tri", "pk", "populations__millesime")
    # Le dernier recensement l'emporte.
    populations = {
        cle: (nom, totale)
        for cle, nom, totale in ordonnees.values_list("pk", "nom", "populations__totale")
    }
    for cle, (nom, totale) in populations.items():
        yield nom, totale, par_payeur.get(cle, ZERO)
