"""Manques et anomalies que le rapport publie tels quels, chacun avec son explication."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gouvernance.francais import date_en_lettres, insecables
from services_communs.chapitre_realisations import FicheDomaine
from services_communs.chapitres import EffectifObserve


@dataclass(frozen=True, slots=True)
class Point:
    """`cle` le désigne d'une lecture à l'autre ; l'explication est vide tant qu'elle manque."""

    cle: str
    phrase: str
    explication: str


def relever_points(
    fiches: tuple[FicheDomaine, ...],
    annee: int,
    date_observation: date,
    explications: Mapping[str, str],
) -> tuple[Point, ...]:
    releves = (releve for fiche in fiches for releve in _relever(fiche, annee, date_observation))
    return tuple(
        Point(cle, insecables(phrase), explications.get(cle, "")) for cle, phrase in releves
    )


def _relever(fiche: FicheDomaine, annee: int, attendue: date) -> Iterator[tuple[str, str]]:
    for indicateur in fiche.indicateurs_manquants:
        yield (
            f"indicateur:{fiche.code}:{indicateur}",
            f"{fiche.titre} : « {indicateur} » n’a pas de valeur en {annee}.",
        )
    if fiche.effectif is None:
        if fiche.services:
            yield f"effectif:{fiche.code}", f"{fiche.titre} : aucun effectif en {annee}."
        return
    if manques := _manques(fiche.effectif, attendue):
        yield f"effectif:{fiche.code}", f"{fiche.titre} : {' ; '.join(manques)}."
    agents, etp = fiche.effectif.agents, fiche.effectif.etp
    if agents is not None and etp is not None and etp > agents:
        # Sans les nombres : un petit effectif ne se publie pas.
        yield f"etp:{fiche.code}", f"{fiche.titre} : plus d’ETP que d’agents."


def _manques(effectif: EffectifObserve, attendue: date) -> list[str]:
    manques = []
    if effectif.jour != attendue:
        jours = date_en_lettres(effectif.jour), date_en_lettres(attendue)
        manques.append("effectif observé le {}, non le {}".format(*jours))
    if effectif.agents is None:
        manques.append("nombre d’agents inconnu")
    if effectif.etp is None:
        manques.append("nombre d’ETP inconnu")
    return manques
