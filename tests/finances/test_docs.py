"""Les exemples des documents, relus et rejoués par le calcul."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from finances.calculs import arrondir, ecart_d_arrondi, prorata_en_mois
from finances.moteur import (
    Arrondi,
    Presence,
    Prorata,
    ServiceACalculer,
    Valeurs,
    calculer_service,
    prorata_de_presence,
    totaliser,
)

DOCS = Path(__file__).parents[2] / "docs"
DEPUIS = date(2015, 1, 1)
METROPOLE = "Métropole"


def tableau(document: str, *colonnes: str) -> list[dict[str, str]]:
    """Lignes du tableau du document qui a exactement ces colonnes."""
    for bloc in (DOCS / f"{document}.md").read_text(encoding="utf-8").split("\n\n"):
        entete, *lignes = (
            [cellule.strip() for cellule in ligne.strip("|").split("|")]
            for ligne in bloc.splitlines()
        )
        if entete == list(colonnes):
            return [dict(zip(colonnes, ligne, strict=True)) for ligne in lignes[1:]]
    raise LookupError(f"{document} n’a pas de tableau {colonnes}.")


def nombre(texte: str) -> Decimal:
    return Decimal(re.sub(r"[ \xa0%]", "", texte))


def montants(texte: str) -> dict[str, Decimal]:
    """« Ahuy 150, Dijon 1 450 » : un nom, un nombre."""
    couples = (re.fullmatch(r"(\D+?) ([\d ]+)", part.strip()) for part in texte.split(","))
    return {couple[1]: nombre(couple[2]) for couple in couples}


def partager(cout, valeurs, arrondi, *, nature=Valeurs.POIDS, part=Decimal(0)):
    service = ServiceACalculer(
        code="s",
        nom="Service",
        cout=nombre(cout),
        cle="clé",
        metropole=METROPOLE,
        depuis=DEPUIS,
        part_metropole=part,
        valeurs=nature,
        presences=tuple(
            Presence(payeur, valeur, DEPUIS) for payeur, valeur in montants(valeurs).items()
        ),
    )
    return totaliser(calculer_service(service, 2020, arrondi, Prorata.MOIS))


REPARTITION = tableau("repartition", "Clé", "Coût", "Part de la métropole", "Valeurs", "Parts")
COLONNES = ["Commune", "Année pleine", "Date d’effet", "Exercice"]
EN_MOIS = tableau("prorata", *COLONNES, "Douzièmes", "Montant dû")
EN_JOURS = tableau("prorata", *COLONNES, "Jours", "Montant dû")
ARRONDIS = tableau("arrondis", "Arrondi", "Coût", "Valeurs", "Parts", "Somme")
PLOMBIERES = tableau(
    "arrondis", "Services", "Année pleine", "Douzièmes", "Montants arrondis", "Total"
)
EURO_DE_2020 = tableau(
    "arrondis", "Exercice", "Total voté", "Dijon", "Autres communes", "Métropole", "Écart"
)


@pytest.mark.parametrize("ligne", REPARTITION)
def test_repartition(ligne):
    parts = partager(
        ligne["Coût"],
        ligne["Valeurs"],
        Arrondi.PLUS_FORT_RESTE,
        nature=Valeurs(ligne["Clé"]),
        part=nombre(ligne["Part de la métropole"]),
    )

    assert parts == montants(ligne["Parts"])
    assert sum(parts.values()) == nombre(ligne["Coût"])


@pytest.mark.parametrize("ligne", [*EN_MOIS, *EN_JOURS])
def test_prorata(ligne):
    jour, mois, annee = map(int, ligne["Date d’effet"].split("/"))
    debut = date(annee, mois, jour)
    mode, unites = (
        (Prorata.MOIS, Fraction(int(ligne["Douzièmes"]), 12))
        if "Douzièmes" in ligne
        else (Prorata.JOURS, Fraction(int(ligne["Jours"]), 365))
    )
    prorata = prorata_de_presence(debut, None, int(ligne["Exercice"]), mode)

    assert prorata == unites
    assert arrondir(Fraction(nombre(ligne["Année pleine"])) * prorata) == nombre(
        ligne["Montant dû"]
    )


@pytest.mark.parametrize("ligne", ARRONDIS)
def test_arrondis(ligne):
    parts = partager(ligne["Coût"], ligne["Valeurs"], Arrondi(ligne["Arrondi"]))

    assert parts == montants(ligne["Parts"])
    assert sum(parts.values()) == nombre(ligne["Somme"])


@pytest.mark.parametrize("ligne", PLOMBIERES)
def test_plombieres_2019(ligne):
    prorata = prorata_en_mois(int(ligne["Douzièmes"]))
    arrondis = [
        arrondir(Fraction(nombre(pleine)) * prorata) for pleine in ligne["Année pleine"].split("+")
    ]

    assert arrondis == [nombre(montant) for montant in ligne["Montants arrondis"].split("+")]
    assert sum(arrondis) == nombre(ligne["Total"])


@pytest.mark.parametrize("ligne", EURO_DE_2020)
def test_l_euro_de_2020(ligne):
    parts = [nombre(ligne[payeur]) for payeur in ["Dijon", "Autres communes", "Métropole"]]

    assert ecart_d_arrondi(nombre(ligne["Total voté"]), parts) == nombre(ligne["Écart"])


def test_chaque_tableau_est_rejoue():
    assert [len(t) for t in [REPARTITION, EN_MOIS, EN_JOURS, ARRONDIS, PLOMBIERES]] == [
        5,
        5,
        1,
        4,
        2,
    ]
    assert len(EURO_DE_2020) == 1
