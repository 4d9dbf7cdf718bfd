"""Ce qui manque ou attend dans une liste de l'administration."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class ACompleter:
    """Ce qui manque ou attend dans une liste : un filtre qui le montre, un nombre à l'accueil.

    `droit` est celui d'y remédier ; vide, celui de modifier les lignes.
    """

    nom: str
    singulier: str
    pluriel: str
    choisir: Callable[[QuerySet], QuerySet]
    droit: str = ""
