"""Indicateurs d'un domaine sur ses dernières années, pour sa page et celles de ses services."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from gouvernance.francais import ABSENT, mesure
from services_communs.models import Domaine, Indicateur, Mesure

ANNEES_MONTREES = 6


@dataclass(frozen=True, slots=True)
class ValeurRelevee:
    texte: str
    periode: str = ""


@dataclass(frozen=True, slots=True)
class IndicateurSuivi:
    """Valeurs dans l'ordre des années de l'activité, un tiret où rien n'est relevé."""

    libelle: str
    unite: str
    valeurs: tuple[ValeurRelevee, ...]
    adresse: str


@dataclass(frozen=True, slots=True)
class Activite:
    annees: tuple[int, ...]
    indicateurs: tuple[IndicateurSuivi, ...]


def lire_activite(domaine: Domaine, derniere: int) -> Activite:
    """Les dernières années mesurées, et chaque indicateur qui l'est l'une d'elles."""
    mesures = list(
        Mesure.objects.filter(indicateur__domaine=domaine, annee__lte=derniere)
        .select_related("indicateur")
        .order_by("indicateur__ordre", "indicateur", "annee")
    )
    annees = tuple(sorted({m.annee for m in mesures})[-ANNEES_MONTREES:])
    recentes = [m for m in mesures if m.annee in annees]
    return Activite(
        annees=annees,
        indicateurs=tuple(
            _suivre(indicateur, siennes, annees)
            for indicateur, siennes in groupby(recentes, key=lambda m: m.indicateur)
        ),
    )


def _suivre(
    indicateur: Indicateur, mesures: Iterable[Mesure], annees: tuple[int, ...]
) -> IndicateurSuivi:
    relevees = {
        m.annee: ValeurRelevee(mesure(m.valeur, m.valeur_maximale, m.qualificatif), m.periode)
        for m in mesures
    }
    return IndicateurSuivi(
        libelle=indicateur.libelle,
        unite=indicateur.unite,
        valeurs=tuple(relevees.get(annee, ValeurRelevee(ABSENT)) for annee in annees),
        adresse=reverse("mesure_liste", query={"indicateur": indicateur.pk}),
    )
