"""Ressemblance de deux mots par leurs suites de trois lettres, comme `pg_trgm` de PostgreSQL."""

from functools import lru_cache

from django.db.models import FloatField, Func, Value
from django.db.models.lookups import GreaterThanOrEqual

RESSEMBLANCE_MINIMALE = 0.5


class Ressemblance(Func):
    """De 0 à 1 : celle du mot et du passage du texte qui lui ressemble le plus."""

    function = "word_similarity"
    output_field = FloatField()


def ressemblant(mot: str, champ: str) -> GreaterThanOrEqual:
    return GreaterThanOrEqual(Ressemblance(Value(mot), champ), RESSEMBLANCE_MINIMALE)


@lru_cache(maxsize=5_000)
def trigrammes(mot: str) -> tuple[str, ...]:
    """`fenay` : « __f », « _fe », « fen », « ena », « nay », « ay_ », sans répétition."""
    borde = f"  {mot} "
    return tuple(dict.fromkeys(borde[i : i + 3] for i in range(len(borde) - 2)))


def ressemblance(mot: str, texte: str) -> float:
    """Part commune entre les trigrammes du mot et la meilleure suite de ceux d'un mot du texte."""
    cherches = frozenset(trigrammes(mot))
    return max((_ressemblance(cherches, autre) for autre in texte.split()), default=0.0)


def _ressemblance(cherches: frozenset[str], mot: str) -> float:
    communs = [rang for rang, suite in enumerate(trigrammes(mot)) if suite in cherches]
    total = len(cherches)
    return max(
        (
            nombre / (total + communs[fin] - communs[debut] + 1 - nombre)
            for debut in range(len(communs))
            for fin in range(debut, len(communs))
            for nombre in [fin - debut + 1]
        ),
        default=0.0,
    )


def apprendre_a_sqlite(connection, **_) -> None:
    """À chaque connexion : la fonction que PostgreSQL tient de `pg_trgm`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "word_similarity", 2, ressemblance, deterministic=True
        )
