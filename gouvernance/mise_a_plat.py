"""Texte mis à plat : sans accent, ni majuscule, ni ponctuation, pareil dans les deux bases.

« L’Été à St-Apollinaire » devient « l ete a saint apollinaire », entouré de deux espaces : un
début de mot s'y cherche par une espace et le mot, un mot entier par le mot entre deux espaces.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_

from django.db.models import CharField, Func, Q, TextField, Transform

LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}
# Au-delà, un texte garde trop de mémoire pour ce que coûte sa lecture.
LONGUEUR_RETENUE = 400


class Plan(dict):
    """Ce que devient chaque caractère ; calculé la première fois qu'on le rencontre."""

    def __missing__(self, code: int) -> str:
        simples = unicodedata.normalize("NFD", chr(code).casefold())
        a_plat = "".join(self.simplifier(simple) for simple in simples)
        self[code] = a_plat
        return a_plat

    @staticmethod
    def simplifier(lettre: str) -> str:
        if unicodedata.combining(lettre):
            return ""
        est_simple = lettre.isascii() and lettre.isalnum()
        return lettre if est_simple else LIGATURES.get(lettre, " ")


PLAN = Plan()


def mettre_a_plat(texte: str) -> str:
    nu = " ".join(["", *texte.translate(PLAN).split(), ""])
    return nu.replace(" st ", " saint ").replace(" ste ", " sainte ")


retenir_a_plat = lru_cache(maxsize=20_000)(mettre_a_plat)


def mots_a_plat(texte: str) -> list[str]:
    return mettre_a_plat(texte).split()


@CharField.register_lookup
@TextField.register_lookup
class MiseAPlat(Transform):
    """`nom__a_plat__contains=" saint"` : calculé par la base."""

    lookup_name = "a_plat"
    function = "mise_a_plat"
    output_field = TextField()


class Reunion(Func):
    """Plusieurs champs en un seul texte ; aucun ne peut être nul."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


class TexteGarde(Func):
    """Ces champs mis à plat ; PostgreSQL les lit dans la colonne où il les garde à l'écriture."""

    output_field = TextField()

    def __init__(self, *champs, colonne: str):
        super().__init__("pk", *champs, colonne=colonne)

    def as_sql(self, compiler, connection, **contexte):
        _, *champs = self.get_source_expressions()
        return compiler.compile(MiseAPlat(Reunion(*champs)))

    def as_postgresql(self, compiler, connection, **contexte):
        cle, *_ = self.get_source_expressions()
        noms = (cle.alias, self.extra["colonne"])
        return ".".join(map(connection.ops.quote_name, noms)), []


def contient_les_mots(texte: str, champs: Iterable[str]) -> Q:
    """Lignes dont chaque mot cherché commence un mot de l'un des `champs`."""
    criteres = Q()
    for mot in mots_a_plat(texte):
        criteres &= reduce(
            or_, (Q(**{f"{champ}__a_plat__contains": f" {mot}"}) for champ in champs)
        )
    return criteres


def mettre_a_plat_pour_sqlite(texte: str | None) -> str | None:
    if texte is None:
        return None
    return retenir_a_plat(texte) if len(texte) <= LONGUEUR_RETENUE else mettre_a_plat(texte)


def apprendre_a_sqlite(connection, **_) -> None:
    """À chaque connexion : la fonction que PostgreSQL tient d'une migration."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "mise_a_plat", 1, mettre_a_plat_pour_sqlite, deterministic=True
        )
