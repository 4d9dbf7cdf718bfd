"""Les déclencheurs déduits des modèles : retirés pendant une migration, reposés après, contrôlés.

Verrous des exercices clos, et marques des tables.
"""

from collections.abc import Iterable

from django.apps import apps
from django.core import checks
from django.db import connections, models

from gouvernance.exercices.declencheurs import (
    poser_les_verrous,
    retirer_les_verrous,
    verrous_manquants,
    verrous_poses,
)
from gouvernance.memoire.declencheurs import (
    declencheurs_manquants,
    poser_les_declencheurs,
    retirer_les_declencheurs,
)


def retirer_avant_une_migration(using, plan, **options) -> None:
    """Une migration change librement les tables, celles d'un exercice clos comprises."""
    if plan:
        connexion = connections[using]
        retirer_les_verrous(connexion, verrous_poses(connexion))
        retirer_les_declencheurs(connexion)


def reposer_apres(using, **options) -> None:
    """Même sans rien à migrer : une migration qui a échoué les avait laissés retirés."""
    if modeles := modeles_en_place(connections[using]):
        poser_les_verrous(connections[using], modeles)
        poser_les_declencheurs(connections[using], modeles)


def modeles_en_place(connexion) -> list[type[models.Model]]:
    """Tous les modèles ; aucun si les migrations se sont arrêtées avant la dernière."""
    modeles = [modele for modele in apps.get_models() if modele._meta.managed]
    tables = {modele._meta.db_table for modele in modeles}
    return modeles if tables <= set(connexion.introspection.table_names()) else []


def controler_les_verrous(databases: Iterable[str] | None = None, **options) -> list:
    """Des avertissements et non des erreurs, qui empêcheraient `migrate` de les reposer."""
    alertes = []
    for base in databases or ():
        connexion = connections[base]
        modeles = modeles_en_place(connexion)
        for quoi, code, lire_manquants in [
            ("Verrous d’exercices clos", "W001", verrous_manquants),
            ("Marques de tables", "W003", declencheurs_manquants),
        ]:
            if manquants := lire_manquants(connexion, modeles):
                alertes.append(
                    checks.Warning(
                        f"{quoi} absents de la base « {base} » : {len(manquants)}, "
                        f"dont {manquants[0]}.",
                        hint="« manage.py migrate » les repose.",
                        id=f"mutualisation.{code}",
                    )
                )
    return alertes
