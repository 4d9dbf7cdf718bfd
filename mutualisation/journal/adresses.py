"""Où lire le journal d'une commune, ou de la métropole, jusqu'à un jour."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance.models import Collectivite


@dataclass(frozen=True, slots=True)
class AdressesDuJournal:
    derniers: str
    entier: str


def adresses_du_journal(jour: date, commune: Collectivite | None = None) -> AdressesDuJournal:
    criteres = {"commune": commune.pk} if commune else {}
    criteres["au"] = jour.isoformat()
    return AdressesDuJournal(
        reverse("journal_derniers", query=criteres), reverse("journal", query=criteres)
    )
