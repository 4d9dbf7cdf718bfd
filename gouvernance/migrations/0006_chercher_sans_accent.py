"""Recherche : texte mis à plat, trigrammes, et index des délibérations (PostgreSQL)."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from gouvernance.exclusions import SqlPostgreSQL

# Ce que fait `gouvernance.mise_a_plat.mettre_a_plat`. Le corps est compris à la création : ni le
# chemin de recherche ni la restauration d'une sauvegarde n'y changent rien.
FONCTION = r"""
CREATE FUNCTION mise_a_plat(texte text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(
        ' ' || lower(unaccent('unaccent'::regdictionary, normalize(texte))) || ' ',
        '[^a-z0-9]+', ' ', 'g'
    ),
    '\mst(e?)\M', 'saint\1', 'g'
)
"""
TEXTE = "mise_a_plat(objet || ' ' || assemblee || ' ' || numero || ' ' || identifiant_actes)"


def indexer(nom: str, expression: str) -> SqlPostgreSQL:
    return SqlPostgreSQL(
        sql=f"CREATE INDEX {nom} ON gouvernance_deliberation USING gin ({expression})",
        reverse_sql=f"DROP INDEX {nom}",
    )


class Migration(migrations.Migration):
    dependencies = [("gouvernance", "0005_exclure_les_mandats_simultanes")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        SqlPostgreSQL(sql=FONCTION, reverse_sql="DROP FUNCTION mise_a_plat(text)"),
        indexer("gouvernance_deliberation_mots", f"{TEXTE} gin_trgm_ops"),
        indexer("gouvernance_deliberation_familles", f"to_tsvector('pg_catalog.french', {TEXTE})"),
    ]
