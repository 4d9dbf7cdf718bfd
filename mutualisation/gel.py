"""Ce que la base refuse d'une édition publiée, quelle que soit la porte."""

from dataclasses import dataclass

from gouvernance.declencheurs import Declencheur

TABLES = ["mutualisation_edition", "mutualisation_fichieredition"]
GEL = [
    Declencheur(table, quand, f"{table}_figee", lambda dialecte: "1 = 1")
    for table in TABLES
    for quand in ["UPDATE", "DELETE"]
]


@dataclass(frozen=True, slots=True)
class Vidage(Declencheur):
    """`TRUNCATE`, que PostgreSQL exécute sans passer par les lignes et que SQLite n'a pas."""

    def creation(self, vendeur: str) -> list[str]:
        if vendeur == "sqlite":
            return []
        ordres = super(Vidage, self).creation(vendeur)
        return [ordre.replace("FOR EACH ROW", "FOR EACH STATEMENT") for ordre in ordres]

    def suppression(self, vendeur: str) -> list[str]:
        return [] if vendeur == "sqlite" else super(Vidage, self).suppression(vendeur)


def _remplacement(table: str, identite: str) -> Declencheur:
    """`INSERT OR REPLACE`, dont SQLite efface l'ancienne ligne sans le dire aux déclencheurs."""
    existe = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {identite})"
    return Declencheur(table, "INSERT", f"{table}_figee", lambda dialecte: existe)


def _vidage(table: str) -> Vidage:
    existe = f"EXISTS (SELECT 1 FROM {table})"
    return Vidage(table, "TRUNCATE", f"{table}_figee", lambda dialecte: existe)


GEL_DES_AUTRES_PORTES = [
    _remplacement("mutualisation_edition", "(rapport_id = NEW.rapport_id AND numero = NEW.numero)"),
    _remplacement(
        "mutualisation_fichieredition", "(edition_id = NEW.edition_id AND nom = NEW.nom)"
    ),
    *map(_vidage, TABLES),
]
