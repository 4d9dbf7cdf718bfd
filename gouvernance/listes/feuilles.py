"""Le téléchargement d'une liste : les lignes, les colonnes et les totaux que montre l'écran."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.text import capfirst, slugify
from django_tables2 import Table

from gouvernance.exports import Colonne, Feuille, Genre
from gouvernance.listes.cellules import LecteurDeColonne
from gouvernance.listes.colonnes import totaux_a_telecharger
from gouvernance.listes.criteres import FiltreActif

LIGNES_PAR_LECTURE = 500


def nommer_fichier(titre: str) -> str:
    return f"{slugify(titre.replace('’', '-'))}-{timezone.localdate():%Y-%m-%d}"


def en_feuille(tableau: Table, actifs: Sequence[FiltreActif], titre: str) -> Feuille:
    colonnes = tuple(
        Colonne(
            colonne.name,
            capfirst(str(colonne.header)),
            getattr(colonne.column, "genre", Genre.TEXTE),
        )
        for colonne in tableau.columns
    )
    return Feuille(
        titre,
        colonnes,
        lire_valeurs(tableau),
        criteres=" ; ".join(f"{actif.libelle} : {actif.valeur}" for actif in actifs),
        totaux=totaux_a_telecharger(tableau),
    )


def lire_valeurs(tableau: Table) -> Iterator[list[object]]:
    """Lues par paquets : la mémoire ne grandit pas avec le nombre de lignes."""
    lecteurs = [LecteurDeColonne(colonne, tableau, exacte=True) for colonne in tableau.columns]
    for objet in tableau.data.data.iterator(chunk_size=LIGNES_PAR_LECTURE):
        yield [lecteur.lire(objet) for lecteur in lecteurs]
