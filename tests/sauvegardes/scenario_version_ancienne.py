"""Restaure l'archive donnée dans la base de `DATABASE_URL`, puis migre ; joué à part.

Écrit en JSON ce que la migration a changé aux données, et ce qu'est la base ensuite.
"""

import json
import sys
from io import StringIO

import django
from django.db import connection

django.setup()

from django.core.management import call_command  # noqa: E402

from mutualisation.sauvegardes.bases import dresser, editions_fausses  # noqa: E402

# Tenues par Django.
TENUES = {"django_migrations", "django_content_type", "auth_permission"}


def colonnes(curseur, table: str) -> list[str]:
    curseur.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
    return sorted(colonne[0] for colonne in curseur.description)


def lire(curseur, table: str, noms: list[str]) -> list[tuple]:
    citees = ", ".join(map(connection.ops.quote_name, noms))
    curseur.execute(f"SELECT {citees} FROM {connection.ops.quote_name(table)}")
    return sorted(curseur.fetchall(), key=repr)


def main(archive: str) -> dict:
    dit = StringIO()
    call_command("restaurer", archive, stdout=dit)
    with connection.cursor() as curseur:
        ancienne = dresser(curseur, connection.vendor)
        tables = {t: colonnes(curseur, t) for t in ancienne.lignes.keys() - TENUES}
        avant = {table: lire(curseur, table, noms) for table, noms in tables.items()}
    call_command("migrate", verbosity=0)
    with connection.cursor() as curseur:
        etat = dresser(curseur, connection.vendor)
        changees = []
        for table, noms in tables.items():
            restees = [nom for nom in noms if nom in colonnes(curseur, table)]
            if restees != noms or lire(curseur, table, noms) != avant[table]:
                changees.append(table)
        fausses = list(editions_fausses(curseur, etat))
    return {
        "annonce": "lancez « manage.py migrate »" in dit.getvalue(),
        "changees": sorted(changees),
        "migrations": etat.migrations,
        "declencheurs": etat.declencheurs,
        "editions": [etat.lignes["mutualisation_edition"], fausses],
        "fichiers": etat.fichiers,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
