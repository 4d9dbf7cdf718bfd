"""Ce qu'une base contient, d'après elle-même : la copie et l'original se lisent de même."""

from collections.abc import Iterator
from hashlib import sha256

from django.apps import apps
from django.db import models

from gouvernance.memoire.declencheurs import MARQUES
from mutualisation.models import FichierEdition
from mutualisation.sauvegardes.archives import Etat

# Ce que `migrate` écrit seul : une base qui n'a que cela est neuve.
REMPLIES_PAR_MIGRATE = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    MARQUES,
}
TABLES = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\' ORDER BY 1"
    ),
    "postgresql": (
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
        " AND c.relkind IN ('r', 'p') ORDER BY 1"
    ),
}
DECLENCHEURS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
}


def dresser(curseur, moteur: str) -> Etat:
    """`curseur` : de Django, ou de `sqlite3` sur une copie."""
    tables = _colonne(curseur, TABLES[moteur])
    lignes = {table: _colonne(curseur, f'SELECT COUNT(*) FROM "{table}"')[0] for table in tables}
    migrations = []
    if "django_migrations" in lignes:
        curseur.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [tuple(ligne) for ligne in curseur.fetchall()]
    return Etat(
        migrations=migrations,
        lignes=lignes,
        declencheurs=_colonne(curseur, DECLENCHEURS[moteur]),
        fichiers=sorted({nom for nom in _fichiers(curseur, tables) if nom}),
    )


def _colonne(curseur, requete: str) -> list:
    curseur.execute(requete)
    return [valeur for (valeur,) in curseur.fetchall()]


def _fichiers(curseur, tables: list[str]) -> Iterator[str]:
    """Noms que citent les champs fichiers."""
    for modele in apps.get_models():
        if modele._meta.proxy or modele._meta.db_table not in tables:
            continue
        for champ in modele._meta.local_fields:
            if isinstance(champ, models.FileField):
                yield from _colonne(
                    curseur, f'SELECT "{champ.column}" FROM "{modele._meta.db_table}"'
                )


def ecarts(attendu: Etat, trouve: Etat) -> Iterator[str]:
    """Phrases : ce que la base relue n'a pas comme le dit le manifeste."""
    for table in sorted(attendu.lignes.keys() | trouve.lignes.keys()):
        avant, apres = attendu.lignes.get(table), trouve.lignes.get(table)
        if avant != apres:
            yield f"Table {table} : {_dire(avant)} au manifeste, {_dire(apres)} relue."
    for nom in sorted(set(attendu.declencheurs) - set(trouve.declencheurs)):
        yield f"Le déclencheur {nom} manque."
    for application, nom in sorted(set(attendu.migrations) ^ set(trouve.migrations)):
        yield f"La migration {application}.{nom} n’est pas d’accord avec le manifeste."


def _dire(lignes: int | None) -> str:
    return "absente" if lignes is None else f"{lignes} ligne(s)"


def editions_fausses(curseur, etat: Etat) -> Iterator[str]:
    """Fichiers d'éditions dont les octets n'ont plus l'empreinte enregistrée."""
    table = FichierEdition._meta.db_table
    if table not in etat.lignes:
        return
    for identifiant in _colonne(curseur, f'SELECT id FROM "{table}" ORDER BY id'):
        curseur.execute(
            f'SELECT edition_id, nom, contenu, empreinte FROM "{table}" WHERE id = {identifiant:d}'
        )
        edition, nom, contenu, empreinte = curseur.fetchone()
        if sha256(contenu).hexdigest() != empreinte:
            yield f"Édition n° {edition}, {nom} : l’empreinte n’est pas celle du fichier."
