"""Garde à l'écriture le texte mis à plat des délibérations (PostgreSQL).

Le recalculer pour chaque ligne trouvée coûtait plus que la chercher.
"""

from django.db import migrations

from gouvernance.exclusions import SqlPostgreSQL

# Recompose les lettres seulement quand un accent est écrit à part.
FONCTION = r"""
CREATE OR REPLACE FUNCTION mise_a_plat(texte text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(regexp_replace(
    ' ' || lower(unaccent(
        'unaccent'::regdictionary,
        CASE WHEN texte ~ '[\u0300-\u036f]' THEN normalize(texte) ELSE texte END
    )) || ' ',
    '[^a-z0-9]+', ' ', 'g'
), ' st ', ' saint '), ' ste ', ' sainte ')
"""
ANCIEN_TEXTE = "mise_a_plat(objet || ' ' || assemblee || ' ' || numero || ' ' || identifiant_actes)"
ANCIENS_INDEX = {
    "gouvernance_deliberation_mots": f"{ANCIEN_TEXTE} gin_trgm_ops",
    "gouvernance_deliberation_familles": f"to_tsvector('pg_catalog.french', {ANCIEN_TEXTE})",
}
INDEX = {
    "gouvernance_deliberation_mots": "texte_a_plat gin_trgm_ops",
    "gouvernance_deliberation_familles": "to_tsvector('pg_catalog.french', texte_a_plat)",
}


def indexer(index: dict[str, str]) -> list[str]:
    return [
        f"CREATE INDEX {nom} ON gouvernance_deliberation USING gin ({expression})"
        for nom, expression in index.items()
    ]


RETIRER = [f"DROP INDEX {nom}" for nom in INDEX]


class Migration(migrations.Migration):
    dependencies = [("gouvernance", "0007_garder_les_preferences_de_listes")]

    operations = [
        SqlPostgreSQL(sql=RETIRER, reverse_sql=indexer(ANCIENS_INDEX)),
        SqlPostgreSQL(sql=FONCTION, reverse_sql=migrations.RunSQL.noop),
        SqlPostgreSQL(
            sql="ALTER TABLE gouvernance_deliberation ADD COLUMN texte_a_plat text GENERATED ALWAYS"
            " AS (mise_a_plat(objet || ' ' || numero || ' ' || identifiant_actes)) STORED",
            reverse_sql="ALTER TABLE gouvernance_deliberation DROP COLUMN texte_a_plat",
        ),
        SqlPostgreSQL(sql=indexer(INDEX), reverse_sql=RETIRER),
    ]
