"""Exclusion des chevauchements dans PostgreSQL ; SQLite n'a que la validation des modèles."""

from django.db import migrations


class SqlPostgreSQL(migrations.RunSQL):
    """`RunSQL` sans effet sur une autre base que PostgreSQL."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def exclure_chevauchements(
    table: str,
    memes: list[str],
    intervalle: str,
    *,
    condition: str = "true",
    regle: str = "sans_chevauchement",
) -> SqlPostgreSQL:
    """Interdit deux lignes de mêmes colonnes `memes` dont les intervalles se touchent.

    Seules comptent les lignes qui remplissent la `condition`.
    """
    nom = f"{table}_{regle}"
    egalites = ", ".join(f"({colonne}) WITH =" for colonne in memes)
    return SqlPostgreSQL(
        sql=[
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {table} ADD CONSTRAINT {nom} "
            f"EXCLUDE USING gist ({egalites}, {intervalle} WITH &&) WHERE ({condition})",
        ],
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {nom}",
    )
