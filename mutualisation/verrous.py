"""Les verrous des exercices clos : retirés pendant une migration, reposés après, contrôlés."""

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


def retirer_avant_une_migration(using, plan, **options) -> None:
    """Une migration change librement les tables, celles d'un exercice clos comprises."""
    if plan:
        retirer_les_verrous(connections[using], verrous_poses(connections[using]))


def reposer_apres(using, **options) -> None:
    """Même sans rien à migrer : une migration qui a échoué les avait laissés retirés."""
    if modeles := modeles_en_place(connections[using]):
        poser_les_verrous(connections[using], modeles)


def modeles_en_place(connexion) -> list[type[models.Model]]:
    """Tous les modèles ; aucun si les migrations se sont arrêtées avant la dernière."""
    modeles = [modele for modele in apps.get_models() if modele._meta.managed]
    tables = {modele._meta.db_table for modele in modeles}
    return modeles if tables <= set(connexion.introspection.table_names()) else []


def controler_les_verrous(databases: Iterable[str] | None = None, **options) -> list:
    """Un avertissement et non une erreur, qui empêcherait `migrate` de les reposer."""
    alertes = []
    for base in databases or ():
        modeles = modeles_en_place(connections[base])
        if manquants := verrous_manquants(connections[base], modeles):
            alertes.append(
                checks.Warning(
                    f"Verrous d’exercices clos absents de la base « {base} » : {len(manquants)}, "
                    f"dont {manquants[0]}.",
                    hint="« manage.py migrate » les repose.",
                    id="mutualisation.W001",
                )
            )
    return alertes
