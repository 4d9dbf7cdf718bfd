"""Ce qui manque à la fiche d'un domaine, dit à qui la remplit comme à qui la relit."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet, Value

from gouvernance.francais import INSECABLE, accord, date_en_lettres
from services_communs.models import (
    Domaine,
    Effectif,
    Fiche,
    Indicateur,
    Objectif,
    Realisation,
)

Rubrique = Literal["fiche", "objectifs", "realisations", "indicateurs", "effectif"]


@dataclass(frozen=True, slots=True)
class Manque:
    """Ce qui manque, en clair, et la rubrique de la fiche où le remplir."""

    rubrique: Rubrique
    phrase: str
    details: tuple[str, ...] = ()


def manques(fiche: Fiche, observation: date | None = None) -> tuple[Manque, ...]:
    """Ce qui manque à une seule fiche."""
    return lire_completude(fiche.annee, [fiche.domaine], observation)[fiche.domaine_id]


def lire_completude(
    annee: int, domaines: Collection[Domaine], observation: date | None = None
) -> dict[int, tuple[Manque, ...]]:
    """Ce qui manque à chaque domaine (par sa clé) ; un domaine complet n'a aucun manque.

    Est attendu ce que le domaine donnait l'année d'avant, et tout d'un domaine qui n'avait
    pas de fiche. `observation`, date où le rapport relève les effectifs, précise la phrase.
    """
    presences = _presences(annee)
    indicateurs = _indicateurs_sans_valeur(annee, domaines)
    return {
        domaine.pk: tuple(
            enoncer_manques(annee, domaine, presences, indicateurs[domaine.pk], observation)
        )
        for domaine in domaines
    }


def enoncer_manques(
    annee: int,
    domaine: Domaine,
    presences: dict[Rubrique, set[tuple[int, int]]],
    indicateurs: list[str],
    observation: date | None = None,
) -> Iterator[Manque]:
    def manque(rubrique: Rubrique) -> bool:
        """Vrai si la rubrique est vide alors qu'elle est attendue."""
        attendue = (domaine.pk, annee - 1) in presences[rubrique]
        nouveau = (domaine.pk, annee - 1) not in presences["fiche"]
        return (attendue or nouveau) and (domaine.pk, annee) not in presences[rubrique]

    if (domaine.pk, annee) not in presences["fiche"]:
        yield Manque("fiche", "aucune fiche ouverte")
        return
    if manque("objectifs"):
        yield Manque("objectifs", "aucun objectif")
    if manque("realisations"):
        yield Manque("realisations", "aucune réalisation")
    if nombre := len(indicateurs):
        noms = accord(nombre, "indicateur")
        yield Manque(
            "indicateurs",
            f"{nombre}{INSECABLE}{noms} sans valeur {annee}",
            tuple(indicateurs),
        )
    if manque("effectif"):
        jour = f"au {date_en_lettres(observation)}" if observation else f"en {annee}"
        yield Manque("effectif", f"effectif manquant {jour}")


def _presences(annee: int) -> dict[Rubrique, set[tuple[int, int]]]:
    """Par rubrique, les couples domaine et année où elle est remplie, lus d'un coup."""

    def couples(rubrique: Rubrique, lignes: QuerySet, domaine: str, exercice: str) -> QuerySet:
        deux_ans = lignes.filter(**{f"{exercice}__in": [annee - 1, annee]}).order_by()
        return deux_ans.values_list(Value(rubrique), domaine, exercice)

    fiches = couples("fiche", Fiche.objects.all(), "domaine", "annee")
    lignes = fiches.union(
        couples("objectifs", Objectif.objects.all(), "fiche__domaine", "fiche__annee"),
        couples("realisations", Realisation.objects.all(), "fiche__domaine", "fiche__annee"),
        couples("effectif", Effectif.objects.filter(perimetre=""), "domaine", "date__year"),
    )
    presences = defaultdict(set)
    for rubrique, domaine, exercice in lignes:
        presences[rubrique].add((domaine, exercice))
    return presences


def _indicateurs_sans_valeur(annee: int, domaines: Collection[Domaine]) -> dict[int, list[str]]:
    libelles = defaultdict(list)
    lignes = Indicateur.objects.filter(domaine__in=domaines).a_mesurer(annee)
    for domaine, libelle in lignes.values_list("domaine", "libelle"):
        libelles[domaine].append(libelle)
    return libelles
