from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles.calendrier import (
    calendrier_de,
    limite_du_budget,
    rapport_de_la_clect,
    suites_du_renouvellement,
)


def dates(annee):
    return {rendez_vous.code: rendez_vous.jour for rendez_vous in calendrier_de(annee)}


def test_avant_le_quinze_finit_le_quatorze():
    connues = dates(2021)

    assert connues["attributions_provisoires"] == date(2021, 2, 14)
    assert connues["rapport_d_activite"] == date(2021, 9, 29)


@pytest.mark.parametrize(
    ("annee", "attendue"),
    [
        (2019, date(2019, 4, 15)),
        (2020, date(2020, 7, 31)),
        (2021, date(2021, 4, 15)),
        (2026, date(2026, 4, 30)),
        (2032, date(2032, 4, 30)),
    ],
)
def test_le_budget_se_vote_plus_tard_l_annee_d_un_renouvellement(annee, attendue):
    assert limite_du_budget(annee) == attendue
    assert dates(annee)["avancement_du_schema"] == attendue


@pytest.mark.parametrize(
    ("annee", "attendu"),
    [(2016, False), (2020, False), (2021, True), (2022, False), (2026, True), (2031, True)],
)
def test_le_rapport_quinquennal_revient_tous_les_cinq_ans_depuis_2021(annee, attendu):
    assert ("rapport_quinquennal" in dates(annee)) is attendu


@pytest.mark.parametrize(
    ("annee", "attendue"), [(2019, False), (2020, True), (2026, True), (2027, False)]
)
def test_la_journee_metropolitaine_dure_ce_que_dure_le_pacte(annee, attendue):
    assert ("journee_metropolitaine" in dates(annee)) is attendue


def test_le_pacte_de_2020_a_un_an_par_exception():
    pacte, schema, participation = suites_du_renouvellement(date(2020, 6, 28))

    assert pacte.jour == date(2021, 6, 28)
    assert "loi n° 2021-160" in pacte.reference
    assert schema.jour == date(2021, 6, 28)
    assert participation.jour is None


def test_le_pacte_suivant_a_neuf_mois_et_le_schema_un_an():
    pacte, schema, _ = suites_du_renouvellement(date(2026, 3, 22))

    assert pacte.jour == date(2026, 12, 22)
    assert schema.jour == date(2027, 3, 22)


def test_les_suites_d_un_renouvellement_se_lisent_l_annee_de_leur_echeance():
    assert "participation" in dates(2020)
    assert "pacte" not in dates(2020)
    assert {"pacte", "schema"} <= dates(2021).keys()
    assert "pacte" in dates(2026)
    assert "schema" in dates(2027)


def test_le_rapport_de_la_clect_suit_le_transfert_de_neuf_mois():
    assert rapport_de_la_clect(date(2019, 5, 31)).jour == date(2020, 2, 29)


@given(st.integers(min_value=2000, max_value=2100))
def test_chaque_annee_est_en_ordre_et_ne_deborde_pas(annee):
    calendrier = calendrier_de(annee)
    jours = [rendez_vous.jour for rendez_vous in calendrier if rendez_vous.jour]

    assert jours == sorted(jours)
    assert {jour.year for jour in jours} == {annee}
    assert [rendez_vous.jour for rendez_vous in calendrier][: len(jours)] == jours
    assert len({rendez_vous.code for rendez_vous in calendrier}) == len(calendrier)
