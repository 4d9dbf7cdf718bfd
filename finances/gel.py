"""Déclencheurs qui figent ce qui a été voté : la base refuse ce que `full_clean` n'a pas vu.

SQLite perd les déclencheurs d'une table que Django reconstruit : une migration qui modifie
l'une de ces tables doit les reposer.
"""

from django.db.migrations import RunPython

FIGES = "('adoptee', 'approuvee', 'en_vigueur')"
COLONNES = {
    "finances_participation": [
        "evaluation_id",
        "payeur_id",
        "service_id",
        "exercice_debut",
        "montant",
        "montant_calcule",
        "deja_valorise",
        "mode",
        "mois",
    ],
    "finances_totalvote": ["evaluation_id", "exercice_debut", "montant"],
}


TABLES = [*COLONNES, "finances_evaluationclect"]


def condition(table: str, differe: str) -> tuple[str, str]:
    """Conditions d'une suppression, et d'une modification, à refuser."""
    if table not in COLONNES:
        return f"OLD.etat IN {FIGES}", f"OLD.etat IN {FIGES} AND NEW.etat NOT IN {FIGES}"
    figee = (
        "EXISTS (SELECT 1 FROM finances_evaluationclect e"
        f" WHERE e.id = OLD.evaluation_id AND e.etat IN {FIGES})"
    )
    changee = " OR ".join(f"OLD.{colonne} {differe} NEW.{colonne}" for colonne in COLONNES[table])
    return figee, f"{figee} AND ({changee})"


def poser_sur_sqlite(table: str) -> list[str]:
    suppression, modification = condition(table, "IS NOT")
    return [
        f"CREATE TRIGGER {table}_figee_{quand.lower()} BEFORE {quand} ON {table}"
        f" WHEN {refus} BEGIN SELECT RAISE(ABORT, '{table}_figee'); END"
        for quand, refus in [("DELETE", suppression), ("UPDATE", modification)]
    ]


def poser_sur_postgresql(table: str) -> list[str]:
    suppression, modification = condition(table, "IS DISTINCT FROM")
    corps = (
        f"BEGIN IF {{refus}} THEN RAISE EXCEPTION '{table}_figee'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {ligne}; END"
    )
    ordres = []
    for quand, refus, ligne in [("DELETE", suppression, "OLD"), ("UPDATE", modification, "NEW")]:
        nom = f"{table}_figee_{quand.lower()}"
        ordres += [
            f"CREATE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $${corps.format(refus=refus, ligne=ligne)}$$",
            f"CREATE TRIGGER {nom} BEFORE {quand} ON {table} FOR EACH ROW EXECUTE FUNCTION {nom}()",
        ]
    return ordres


def poser(apps, schema_editor):
    pose = {"sqlite": poser_sur_sqlite, "postgresql": poser_sur_postgresql}
    for table in TABLES:
        for ordre in pose[schema_editor.connection.vendor](table):
            schema_editor.execute(ordre)


def retirer(apps, schema_editor):
    sur_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for quand in ["delete", "update"]:
            nom = f"{table}_figee_{quand}"
            schema_editor.execute(
                f"DROP TRIGGER {nom}" + (f" ON {table}" if sur_postgresql else "")
            )
            if sur_postgresql:
                schema_editor.execute(f"DROP FUNCTION {nom}()")


def figer_les_montants_votes() -> RunPython:
    return RunPython(poser, retirer)
