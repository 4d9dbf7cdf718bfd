"""Les exercices clos, et la phrase qui refuse d'y écrire."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.francais import date_en_lettres, enumerer, insecables

# Exercices clos déjà lus pendant une page ou un lot ; rien : à lire à chaque fois.
LECTURE: ContextVar[dict[str, Mapping[int, datetime]] | None] = ContextVar("lecture", default=None)


class ExerciceClos(ValidationError):
    """Ce qui s'écrivait appartient à un exercice clos ; le message dit lequel."""


@contextmanager
def exercices_clos_lus_une_fois() -> Iterator[None]:
    """Pendant une page ou un lot, `exercices_clos` n'interroge la base qu'une fois.

    La base, elle, vérifie chaque ligne : ce qui se clôt entre-temps reste refusé.
    """
    jeton = LECTURE.set({})
    try:
        yield
    finally:
        LECTURE.reset(jeton)


def exercices_clos() -> Mapping[int, datetime]:
    """Exercices clos, et le moment où chacun l'a été."""
    retenue = LECTURE.get()
    if retenue and "clos" in retenue:
        return retenue["clos"]
    # Par le registre : tout modèle, et la clôture elle-même, naît de cette classe.
    cloture = apps.get_model("gouvernance", "Cloture")
    clos = dict(cloture.objects.filter(rouverte_le=None).values_list("annee", "close_le"))
    if retenue is not None:
        retenue["clos"] = clos
    return clos


def oublier_les_exercices_clos() -> None:
    """À appeler quand un exercice vient d'être clos ou rouvert."""
    if (retenue := LECTURE.get()) is not None:
        retenue.clear()


def phrase_de_refus(annees: Mapping[int, datetime]) -> str:
    """Pourquoi rien ne s'écrit, depuis quand, et qui peut y remédier."""
    if len(annees) != 1:
        liste = enumerer(str(annee) for annee in sorted(annees))
        return f"Les exercices {liste} sont clos : un administrateur peut les rouvrir."
    [(annee, moment)] = annees.items()
    jour = date_en_lettres(timezone.localdate(moment))
    return insecables(
        f"L’exercice {annee}, dont le rapport est publié, est clos depuis le {jour} : un "
        "administrateur peut le rouvrir en disant pourquoi."
    )
