"""Chercher un mot sans ses accents ni ses majuscules, dans l'une et l'autre base."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Func, Q, TextField
from django.db.models.lookups import Contains

from gouvernance.francais import cle_de_tri

ACCENTUEES = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸ"
NUES = "aaaaaaceeeeiiiinooooouuuuyyAAAAAACEEEEIIIINOOOOOUUUUYY"


class SansAccent(Func):
    """Ce que rend `sans_accent`, calculé par la base."""

    function = "sans_accent"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **contexte):
        nu = f"TRANSLATE(%(expressions)s, '{ACCENTUEES}Œ’', '{NUES}œ''')"
        return super().as_sql(
            compiler, connection, template=f"REPLACE(LOWER({nu}), 'œ', 'oe')", **contexte
        )


def sans_accent(texte: str) -> str:
    """Ni accent, ni majuscule, ni apostrophe courbe."""
    return cle_de_tri(texte).replace("’", "'")


def apprendre_a_sqlite(connection, **_) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "sans_accent", 1, lambda texte: texte and sans_accent(texte), deterministic=True
        )


def contient_les_mots(texte: str, champs: Iterable[str]) -> Q:
    """Lignes dont chaque mot cherché se trouve dans l'un des `champs`."""
    criteres = Q()
    for mot in sans_accent(texte).split():
        criteres &= reduce(or_, (Q(Contains(SansAccent(champ), mot)) for champ in champs))
    return criteres
