"""Ce qui se suit d'année en année : une valeur par an, et l'adresse des lignes qui la font."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst

from finances.calculs import par_habitant
from finances.models import Participation
from gouvernance.exports import Genre
from gouvernance.francais import INSECABLE, Nombre, enumerer
from gouvernance.graphiques import NON_RELEVE, Serie
from mutualisation.vue_d_ensemble.registre import (
    Registre,
    compter,
    population_des_membres,
    sommer,
)

IMPUTATION, REFACTURATION = Participation.Mode.IMPUTATION_AC, Participation.Mode.REFACTURATION


@dataclass(frozen=True, slots=True)
class Case:
    """Une valeur, ce qui s'en écrit, et ses lignes ; un zéro n'en a pas à ouvrir."""

    valeur: Nombre | None
    texte: str
    adresse: str = ""
    est_exacte: bool = True

    @property
    def est_connue(self) -> bool:
        return self.valeur is not None

    @property
    def a_telecharger(self) -> Nombre | str | None:
        """Un nombre, ou ce que l'écran en dit quand il n'est pas exact : « environ 260 »."""
        return self.valeur if self.est_exacte else self.texte


INCONNUE = Case(None, NON_RELEVE)


@dataclass(frozen=True, slots=True)
class Grandeur:
    """`code` est celui de sa colonne dans un fichier téléchargé : il ne change pas."""

    code: str
    entete: str
    serie: Serie
    adresses: tuple[str, ...]
    genre: Genre = Genre.NOMBRE

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(
            Case(valeur, self.serie.ecrire(rang), self.adresses[rang] if valeur else "")
            for rang, valeur in enumerate(self.serie.valeurs)
        )


def lire_grandeurs(registre: Registre, jours: Sequence[date]) -> tuple[Grandeur, ...]:
    """`jours` : le dernier de chaque année, ou celui de la lecture pour l'année en cours."""
    return (*_partage(registre, jours), *_cout(registre, jours))


# Code, noms, liste qui ouvre les lignes et ses filtres.
COMPTES = [
    ("communes", "commune membre", "communes membres", "commune_liste", {}),
    ("services", "service commun", "services communs", "service_liste", {}),
    (
        "adhesions_communes",
        "adhésion de commune",
        "adhésions de communes",
        "adhesion_liste",
        {"nature": "commune"},
    ),
    (
        "adhesions_ccas",
        "adhésion de CCAS",
        "adhésions de CCAS",
        "adhesion_liste",
        {"nature": "ccas"},
    ),
    ("agents_transferes", "agent transféré", "agents transférés", "transfert_liste", {}),
]


def _partage(registre: Registre, jours: Sequence[date]) -> Iterator[Grandeur]:
    comptees = {
        "communes": tuple((debut, fin, 1) for _, debut, fin in registre.membres),
        "services": registre.services,
        "adhesions_communes": registre.adhesions_des_communes,
        "adhesions_ccas": registre.adhesions_des_ccas,
        "agents_transferes": registre.transferts,
    }
    for code, un, plusieurs, liste, filtres in COMPTES:
        yield Grandeur(
            code,
            capfirst(plusieurs),
            Serie(plusieurs, compter(comptees[code], jours), au_singulier=un),
            tuple(reverse(liste, query={**filtres, "au": jour.isoformat()}) for jour in jours),
        )


def _cout(registre: Registre, jours: Sequence[date]) -> Iterator[Grandeur]:
    annees = [jour.year for jour in jours]

    def votees(**filtres: str) -> tuple[str, ...]:
        criteres = {**filtres, "etat": "applicable"}
        return tuple(
            reverse("participation_liste", query={"exercice": annee, **criteres})
            for annee in annees
        )

    sommes = {}
    for mode, code, entete, nom in [
        (IMPUTATION, "participations_imputees", "Participations imputées", "imputés"),
        (REFACTURATION, "participations_refacturees", "Participations refacturées", "refacturés"),
    ]:
        sommes[mode] = tuple(sommer(registre.parts, annee, mode) for annee in annees)
        serie = Serie(nom, sommes[mode], "€")
        yield Grandeur(code, entete, serie, votees(mode=mode), Genre.EUROS)
    ratios = tuple(
        None
        if imputee is None or population is None
        else par_habitant(imputee + refacturee, population)
        for imputee, refacturee, population in zip(
            sommes[IMPUTATION],
            sommes[REFACTURATION],
            (population_des_membres(registre, jour) for jour in jours),
            strict=True,
        )
    )
    serie = Serie("par habitant", ratios, "€", 2)
    yield Grandeur("cout_par_habitant", "Coût par habitant", serie, votees(), Genre.EUROS)


def raconter(serie: Serie, annees: Sequence[int]) -> str:
    """« De 1 service commun en 2018 à 20 en 2020 », d'après la première et la dernière connues."""
    if not serie.connues:
        return f"{capfirst(serie.nom)} : {NON_RELEVE}"
    debut, fin = serie.connues[0], serie.connues[-1]
    premiere, derniere = serie.valeurs[debut], serie.valeurs[fin]
    if premiere == derniere:
        quand = (
            f"en {annees[fin]}" if debut == fin else f"en {annees[debut]} comme en {annees[fin]}"
        )
        return f"{serie.ecrire(fin)} {serie.accorder(derniere)} {quand}"
    depart = f"{serie.ecrire(debut)} {serie.accorder(premiere)} en {annees[debut]}"
    return f"De {depart} à {serie.ecrire(fin)} en {annees[fin]}"


def dire_les_lacunes(serie: Serie, annees: Sequence[int]) -> str:
    """« Non relevé de 2010 à 2016 et en 2019. » ; rien si tout est connu."""
    manquantes = [
        annee for annee, valeur in zip(annees, serie.valeurs, strict=True) if valeur is None
    ]
    return f"{NON_RELEVE.capitalize()} {enumerer_les_annees(manquantes)}." if manquantes else ""


def enumerer_les_annees(annees: Sequence[int]) -> str:
    """« de 2010 à 2016, en 2019 et en 2021 »."""
    suites: list[list[int]] = []
    for annee in annees:
        if suites and suites[-1][-1] == annee - 1:
            suites[-1].append(annee)
        else:
            suites.append([annee])
    ecrites = []
    for suite in suites:
        if len(suite) > 2:
            ecrites.append(f"de{INSECABLE}{suite[0]} à{INSECABLE}{suite[-1]}")
        else:
            ecrites += [f"en{INSECABLE}{annee}" for annee in suite]
    return enumerer(ecrites)
