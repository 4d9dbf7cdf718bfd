"""La simulation pure : mêmes calculs qu'aujourd'hui, totaux fermés, hypothèses une à une."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finances.moteur import (
    Arrondi,
    Presence,
    Prorata,
    ServiceACalculer,
    Valeurs,
    calculer,
    totaliser,
)
from finances.simulation import Changement, Nature, simuler

EXERCICES = (2026, 2027, 2028)
REGLES = (Arrondi.PAR_LIGNE, Prorata.MOIS)
JUILLET = date(2026, 7, 1)
PAYEURS = ["Ahuy", "Dijon", "Talant"]


def service(**valeurs):
    defauts = {
        "code": "assurances",
        "nom": "Assurances",
        "cout": Decimal(120_000),
        "cle": "population",
        "metropole": "Métropole",
        "depuis": date(2015, 1, 1),
        "presences": (
            Presence("Ahuy", Decimal(1), date(2019, 1, 1)),
            Presence("Dijon", Decimal(3), date(2019, 1, 1)),
        ),
    }
    return ServiceACalculer(**defauts | valeurs)


def changement(nature, jour=JUILLET, payeur="Talant", valeur=None, code="assurances"):
    valeurs = {} if valeur is None else dict.fromkeys(EXERCICES, Decimal(valeur))
    return Changement(nature, code, jour, payeur, valeurs)


def simulation(*changements, services=None):
    par_exercice = dict.fromkeys(EXERCICES, services or (service(),))
    return simuler(par_exercice, changements, EXERCICES, *REGLES)


def montants_de(resultat, payeur):
    return next(ligne for ligne in resultat.lignes if ligne.payeur == payeur).par_exercice


def montants(resultat, payeur):
    return montants_de(resultat, payeur)[0]


presences = st.lists(
    st.builds(
        Presence,
        payeur=st.sampled_from(PAYEURS),
        valeur=st.decimals(min_value=1, max_value=90_000, places=0),
        debut=st.dates(date(2019, 1, 1), date(2028, 12, 31)),
        fin=st.none() | st.dates(date(2029, 1, 1), date(2035, 1, 1)),
    ),
    max_size=3,
    unique_by=lambda presence: presence.payeur,
).map(tuple)
services = st.lists(
    st.builds(
        service,
        code=st.sampled_from(["assurances", "juridique", "rh"]),
        cout=st.decimals(min_value=0, max_value=5_000_000, places=2),
        part_metropole=st.decimals(min_value=0, max_value=100, places=0),
        presences=presences,
    ),
    max_size=3,
    unique_by=lambda service: service.code,
)
changements = st.lists(
    st.builds(
        changement,
        nature=st.sampled_from(Nature),
        jour=st.dates(date(2025, 1, 1), date(2029, 12, 31)),
        payeur=st.sampled_from(PAYEURS),
        valeur=st.none() | st.integers(1, 1_000_000),
        code=st.sampled_from(["assurances", "juridique", "inconnu"]),
    ),
    max_size=6,
)


@given(services, st.sampled_from(Arrondi), st.sampled_from(Prorata))
def test_sans_hypothese_le_scenario_est_aujourd_hui(services, arrondi, prorata):
    par_exercice = dict.fromkeys(EXERCICES, services)

    resultat = simuler(par_exercice, [], EXERCICES, arrondi, prorata)

    assert resultat.total.ecart == 0
    for rang, exercice in enumerate(EXERCICES):
        attendus = totaliser(calculer(services, exercice, arrondi, prorata))
        vus = {ligne.payeur: ligne.par_exercice[rang] for ligne in resultat.lignes}
        assert {p: m.aujourd_hui for p, m in vus.items() if m.aujourd_hui} == {
            p: m for p, m in attendus.items() if m
        }
        assert all(m.scenario == m.aujourd_hui for m in vus.values())


@given(services, changements, st.sampled_from(Arrondi))
def test_les_totaux_se_referment_sur_les_deux_axes(services, changements, arrondi):
    par_exercice = dict.fromkeys(EXERCICES, services)

    resultat = simuler(par_exercice, changements, EXERCICES, arrondi, Prorata.MOIS)

    for champ in ["aujourd_hui", "scenario", "ecart", "effet_sur_l_ac"]:
        par_payeur = sum(getattr(ligne.total, champ) for ligne in resultat.lignes)
        par_annee = sum(getattr(total, champ) for total in resultat.totaux)
        assert par_payeur == par_annee == getattr(resultat.total, champ)


@given(services, changements)
def test_reduire_a_quelques_payeurs_garde_le_total(services, changements):
    resultat = simuler(dict.fromkeys(EXERCICES, services), changements, EXERCICES, *REGLES)

    reduite = resultat.reduite_a({"Ahuy"}, "Autres")

    assert reduite.totaux == resultat.totaux
    assert {ligne.payeur for ligne in reduite.lignes} <= {"Ahuy", "Autres"}


@given(services, changements)
def test_l_ordre_des_hypotheses_de_dates_distinctes_ne_compte_pas(services, changements):
    distinctes = list({c.date_effet: c for c in changements}.values())
    par_exercice = dict.fromkeys(EXERCICES, services)

    un, deux = (
        simuler(par_exercice, ordre, EXERCICES, *REGLES) for ordre in [distinctes, distinctes[::-1]]
    )

    assert un.lignes == deux.lignes


def test_une_adhesion_au_1er_juillet_vaut_six_douziemes():
    resultat = simulation(changement(Nature.ADHESION, valeur=2))

    assert [m.scenario for m in montants_de(resultat, "Talant")] == [20_000, 40_000, 40_000]
    assert montants(resultat, "Talant").aujourd_hui == 0
    assert montants(resultat, "Ahuy").scenario == 20_000
    assert montants(resultat, "Ahuy").effet_sur_l_ac == 10_000


def test_un_retrait_au_1er_juillet_laisse_six_douziemes():
    resultat = simulation(changement(Nature.RETRAIT, payeur="Dijon"))

    assert [m.scenario for m in montants_de(resultat, "Dijon")] == [45_000, 0, 0]
    assert [m.scenario for m in montants_de(resultat, "Ahuy")] == [30_000, 120_000, 120_000]


def test_un_cout_change_au_1er_juillet_compte_pour_moitie_la_premiere_annee():
    resultat = simulation(changement(Nature.COUT, payeur="", valeur=240_000))

    assert [total.scenario for total in resultat.totaux] == [180_000, 240_000, 240_000]
    assert resultat.total.aujourd_hui == 360_000


def test_une_valeur_de_cle_change_le_partage_pas_le_total():
    resultat = simulation(changement(Nature.VALEUR, jour=date(2026, 1, 1), payeur="Ahuy", valeur=3))

    assert montants(resultat, "Ahuy").scenario == montants(resultat, "Dijon").scenario == 60_000
    assert resultat.total.ecart == 0


@pytest.mark.parametrize(
    "hypothese",
    [
        changement(Nature.ADHESION, payeur="Dijon", valeur=9),
        changement(Nature.ADHESION, valeur=None),
        changement(Nature.RETRAIT),
        changement(Nature.COUT, payeur="", valeur=120_000),
        changement(Nature.VALEUR, valeur=4),
        changement(Nature.ADHESION, jour=date(2030, 1, 1), valeur=2),
        changement(Nature.ADHESION, valeur=2, code="inconnu"),
    ],
    ids=[
        "déjà adhérent",
        "valeur inconnue",
        "retrait d'un absent",
        "même coût",
        "valeur d'un absent",
        "après les exercices",
        "service inconnu",
    ],
)
def test_une_hypothese_sans_effet_est_dite(hypothese):
    resultat = simulation(hypothese)

    assert resultat.sans_effet == (hypothese,)
    assert resultat.lignes == simulation().lignes


def test_une_presence_reelle_n_est_ni_avancee_ni_prolongee():
    partie = Presence("Dijon", Decimal(3), date(2019, 1, 1), date(2026, 3, 31))

    resultat = simulation(
        changement(Nature.RETRAIT, payeur="Dijon"), services=(service(presences=(partie,)),)
    )

    assert resultat.total.ecart == 0
    assert resultat.sans_effet


def test_un_service_impossible_a_partager_est_nomme_et_ecarte_des_deux_cotes():
    forfaits = service(
        code="forfait",
        nom="Forfait",
        cout=Decimal(100),
        valeurs=Valeurs.MONTANTS,
        presences=(Presence("Ahuy", Decimal(60), date(2019, 1, 1)),),
    )

    resultat = simulation(
        changement(Nature.ADHESION, valeur=60, code="forfait"), services=(forfaits, service())
    )

    assert resultat.lignes == simulation().lignes
    assert [phrase.partition(",")[0] for phrase in resultat.impossibles] == ["Forfait"] * 3


def test_l_effet_sur_le_cif_est_l_ecart_des_communes_deux_ans_apres():
    resultat = simulation(changement(Nature.COUT, payeur="", jour=date(2026, 1, 1), valeur=220_000))

    effets = resultat.sans("Métropole").effets_sur_le_cif(Decimal(300_000_000))

    assert [effet.exercice for effet in effets] == [2028, 2029, 2030]
    assert effets[0].hausse == Fraction(100_000, 300_000_000)
