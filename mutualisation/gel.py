"""Ce que la base refuse d'une édition publiée, quelle que soit la porte."""

from gouvernance.declencheurs import Declencheur

TABLES = ["mutualisation_edition", "mutualisation_fichieredition"]
GEL = [
    Declencheur(table, quand, f"{table}_figee", lambda dialecte: "1 = 1")
    for table in TABLES
    for quand in ["UPDATE", "DELETE"]
]
