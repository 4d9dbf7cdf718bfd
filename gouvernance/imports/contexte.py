"""Ce qu'un import garde sous la main d'une ligne à l'autre."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from gouvernance.imports.annuaires import Annuaire


class Contexte:
    """Annuaires lus une fois, réponses aux questions, qui importe ; `notes` est à la ressource."""

    def __init__(self, reponses: Mapping[str, str] | None = None, auteur: Model | None = None):
        self.reponses = dict(reponses or {})
        self.auteur = auteur
        self.annuaires: dict[type[Annuaire], Annuaire] = {}
        self.notes: dict[Any, Any] = {}

    def annuaire(self, sorte: type[Annuaire]) -> Annuaire:
        if sorte not in self.annuaires:
            self.annuaires[sorte] = sorte()
        return self.annuaires[sorte]
