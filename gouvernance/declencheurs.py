"""Règles entre tables tenues par la base : ce que `full_clean` n'a pas vu, elle le refuse.

SQLite perd les déclencheurs d'une table que Django reconstruit : une migration qui modifie
l'une de ces tables doit les reposer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.migrations import RunPython


@dataclass(frozen=True, slots=True)
class Dialecte:
    """Ce que SQLite et PostgreSQL n'écrivent pas de même."""

    differe: str
    annee: Callable[[str], str]
    dernier_jour: Callable[[str], str]


DIALECTES = {
    "sqlite": Dialecte(
        "IS NOT",
        lambda date: f"CAST(strftime('%Y', {date}) AS INTEGER)",
        lambda annee: f"({annee} || '-12-31')",
    ),
    "postgresql": Dialecte(
        "IS DISTINCT FROM",
        lambda date: f"EXTRACT(YEAR FROM {date})",
        lambda annee: f"make_date({annee}, 12, 31)",
    ),
}


@dataclass(frozen=True, slots=True)
class Declencheur:
    """Refus d'une écriture ; `regle` est le nom qu'en donne l'erreur."""

    table: str
    quand: str
    regle: str
    refus: Callable[[Dialecte], str]

    @property
    def nom(self) -> str:
        return f"{self.regle}_{self.quand.lower()}"

    def creation(self, vendeur: str) -> list[str]:
        refus = self.refus(DIALECTES[vendeur])
        if vendeur == "sqlite":
            return [
                f"CREATE TRIGGER {self.nom} BEFORE {self.quand} ON {self.table}"
                f" WHEN {refus} BEGIN SELECT RAISE(ABORT, '{self.regle}'); END"
            ]
        ligne = "OLD" if self.quand == "DELETE" else "NEW"
        return [
            f"CREATE FUNCTION {self.nom}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN IF {refus} THEN RAISE EXCEPTION '{self.regle}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {ligne}; END$$",
            f"CREATE TRIGGER {self.nom} BEFORE {self.quand} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.nom}()",
        ]

    def suppression(self, vendeur: str) -> list[str]:
        if vendeur == "sqlite":
            return [f"DROP TRIGGER {self.nom}"]
        return [f"DROP TRIGGER {self.nom} ON {self.table}", f"DROP FUNCTION {self.nom}()"]


def poser(declencheurs: Iterable[Declencheur]) -> RunPython:
    """Opération de migration, réversible."""
    poses = list(declencheurs)

    def creer(apps, schema_editor):
        for declencheur in poses:
            for ordre in declencheur.creation(schema_editor.connection.vendor):
                schema_editor.execute(ordre)

    def retirer(apps, schema_editor):
        for declencheur in poses:
            for ordre in declencheur.suppression(schema_editor.connection.vendor):
                schema_editor.execute(ordre)

    return RunPython(creer, retirer)
