"""Une liste tient en trois déclarations (filtres, table, vue) : tout le reste est ici."""

from gouvernance.listes.colonnes import (
    AlternativeColumn,
    DateColumn,
    EurosColumn,
    NombreColumn,
    adresse_de_la_commune,
)
from gouvernance.listes.page import afficher_liste

__all__ = [
    "AlternativeColumn",
    "DateColumn",
    "EurosColumn",
    "NombreColumn",
    "adresse_de_la_commune",
    "afficher_liste",
]
