"""Ce qu'une page lit dans la base pendant qu'elle se compose, ordre SQL par ordre SQL."""

import re
from collections import defaultdict
from functools import cache, lru_cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from gouvernance.memoire.declencheurs import tables_marquees
from gouvernance.memoire.lecteurs import DROITS, PARTICULARITES

MOT = re.compile(r"\w+")
LIT = re.compile(r"\W*SELECT\b", re.IGNORECASE)
ECRITS_PAR_MIGRATE = {Permission, ContentType}
# Une colonne comparée à une valeur, et non à une autre colonne.
COMPARAISON = re.compile(r'"(\w+)" (?:=|IN) \(?%s')


class Lecture:
    """Se passe à `connection.execute_wrapper` ; reste vide si rien n'a été demandé."""

    def __init__(self):
        self.tables: set[str] = set()
        self.se_garde = True
        self.particularites: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        tables = tables_citees(sql)
        if tables:
            self.tables |= tables
            liens = liens_de_la_personne(sql, tables)
            self.particularites |= liens & PARTICULARITES
            # Elle écrit, lit ce qui change à toute heure, ou cherche autrement au nom d'un compte.
            if not LIT.match(sql) or tables - marquees() or liens - PARTICULARITES - DROITS:
                self.se_garde = False
        return execute(sql, params, many, context)


@lru_cache(maxsize=500)
def tables_citees(sql: str) -> frozenset[str]:
    return frozenset(MOT.findall(sql)) & connues()


@lru_cache(maxsize=500)
def liens_de_la_personne(sql: str, tables: frozenset[str]) -> frozenset[str]:
    """Tables où l'ordre ne cherche que ce qui tient à un compte : le sien, presque toujours."""
    comparees = set(COMPARAISON.findall(sql))
    liens = {table for colonne in comparees for table in liees_au_compte()[colonne] & tables}
    compte = get_user_model()._meta.db_table
    return frozenset(liens | ({compte} if f'"{compte}"."id" = %s' in sql else set()))


@cache
def connues() -> frozenset[str]:
    """Toutes, hors celles que seule une migration écrit."""
    modeles = apps.get_models(include_auto_created=True)
    return frozenset(m._meta.db_table for m in modeles if m not in ECRITS_PAR_MIGRATE)


@cache
def marquees() -> frozenset[str]:
    return frozenset(tables_marquees(apps.get_models()))


@cache
def liees_au_compte() -> dict[str, set[str]]:
    """Tables qui désignent un compte, sous le nom de la colonne qui le désigne."""
    tables = defaultdict(set)
    for modele in apps.get_models(include_auto_created=True):
        for champ in modele._meta.concrete_fields:
            if champ.related_model is get_user_model():
                tables[champ.column].add(modele._meta.db_table)
    return tables
