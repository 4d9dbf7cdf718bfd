"""Les exercices clos, et la phrase qui refuse d'y écrire."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.francais import date_en_lettres, enumerer, insecables

# Ce qui a déjà été lu pendant une page ou un lot ; rien : à lire à chaque fois.
LECTURE: ContextVar[dict[str, Any] | None] = ContextVar("lecture", default=None)
# Années publiées que seules connaissent les applications qui publient.
PUBLICATIONS: list[Callable[[], Iterable[int]]] = []


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
    return {
        annee: cloture.close_le
        for annee, cloture in _dernieres_clotures().items()
        if cloture.rouverte_le is None
    }


def exercices_rouverts() -> Mapping[int, Any]:
    """Dernière clôture de chaque exercice rouvert et pas encore clos de nouveau, par année."""
    return {
        annee: cloture for annee, cloture in _dernieres_clotures().items() if cloture.rouverte_le
    }


def exercices_publies() -> frozenset[int]:
    """Exercices dont un rapport a paru, même avant qu'une publication ne les close."""
    publiees = _lire("publies", lambda: {annee for lire in PUBLICATIONS for annee in lire()})
    return frozenset(_dernieres_clotures().keys() | publiees)


def _dernieres_clotures() -> Mapping[int, Any]:
    return _lire("clotures", _interroger_les_clotures)


def _interroger_les_clotures() -> dict[int, Any]:
    # Par le registre : tout modèle, et la clôture elle-même, naît de cette classe.
    clotures = apps.get_model("gouvernance", "Cloture").objects.order_by("annee", "close_le", "pk")
    dernieres = {}
    for cloture in clotures:
        deja = dernieres.get(cloture.annee)
        if deja is None or deja.rouverte_le:
            dernieres[cloture.annee] = cloture
    return dernieres


def _lire(quoi: str, interroger: Callable[[], Any]) -> Any:
    retenue = LECTURE.get()
    if retenue is None:
        return interroger()
    if quoi not in retenue:
        retenue[quoi] = interroger()
    return retenue[quoi]


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
