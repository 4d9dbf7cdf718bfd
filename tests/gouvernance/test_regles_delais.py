"""Délais : vecteurs publiés, bornes, propriétés."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import (
    derniere_convocation,
    echeance_en_mois,
    formalites_apres_seance,
    information_des_communes,
    jours_francs_entre,
    premiere_seance,
    retard_de_convocation,
)

jours = st.dates(date(1980, 1, 1), date(2100, 12, 31))
delais = st.integers(min_value=0, max_value=30)
mois = st.integers(min_value=1, max_value=24)


@pytest.mark.parametrize(
    ("envoi", "seance", "delai", "retard"),
    [
        pytest.param(date(2021, 3, 24), date(2021, 3, 28), 3, 0, id="le 24 pour le 28"),
        pytest.param(date(1989, 12, 21), date(1989, 12, 26), 3, 0, id="Noël compte"),
        pytest.param(date(2021, 3, 19), date(2021, 3, 25), 5, 0, id="cinq jours, vendredi"),
        pytest.param(date(2021, 3, 20), date(2021, 3, 25), 5, 1, id="un jour de retard"),
        pytest.param(date(2021, 3, 27), date(2021, 3, 25), 5, 8, id="après la séance"),
    ],
)
def test_convocation_a_temps_ou_en_retard(envoi, seance, delai, retard):
    assert retard_de_convocation(envoi, seance, delai) == retard


def test_cinq_jours_francs_font_six_jours_de_calendrier():
    assert premiere_seance(date(2021, 3, 19), 5) == date(2021, 3, 25)
    assert derniere_convocation(date(2021, 3, 25), 5) == date(2021, 3, 19)
    assert jours_francs_entre(date(2021, 3, 19), date(2021, 3, 25)) == 5


@given(jours, delais)
def test_la_premiere_seance_et_la_derniere_convocation_se_repondent(jour, delai):
    assert derniere_convocation(premiere_seance(jour, delai), delai) == jour
    assert retard_de_convocation(jour, premiere_seance(jour, delai), delai) == 0


@given(jours, delais, st.integers(min_value=0, max_value=400))
def test_convoquer_plus_tot_ne_met_jamais_en_retard(envoi, delai, avance):
    seance = premiere_seance(envoi, delai)

    assert retard_de_convocation(envoi - timedelta(avance), seance, delai) == 0
    assert jours_francs_entre(envoi - timedelta(avance), seance) == delai + avance


def test_un_delai_negatif_n_a_pas_de_sens():
    for regle in [derniere_convocation, premiere_seance]:
        with pytest.raises(ValueError, match="négatif"):
            regle(date(2021, 1, 1), -1)


@pytest.mark.parametrize(
    ("transmission", "mois", "attendue"),
    [
        (date(2021, 1, 31), 3, date(2021, 4, 30)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2020, 11, 30), 3, date(2021, 2, 28)),
        (date(2019, 4, 11), 3, date(2019, 7, 11)),
        (date(2020, 12, 15), 2, date(2021, 2, 15)),
        (date(2020, 7, 16), 9, date(2021, 4, 16)),
    ],
)
def test_un_delai_en_mois_va_de_quantieme_a_quantieme(transmission, mois, attendue):
    assert echeance_en_mois(transmission, mois) == attendue


@given(jours, mois)
def test_une_echeance_suit_toujours_la_transmission(transmission, duree):
    echeance = echeance_en_mois(transmission, duree)

    assert 28 * duree <= (echeance - transmission).days <= 31 * duree


@given(jours, jours, mois)
def test_transmettre_plus_tard_n_avance_jamais_l_echeance(premiere, seconde, duree):
    avant, apres = sorted([premiere, seconde])

    assert echeance_en_mois(avant, duree) <= echeance_en_mois(apres, duree)


def test_une_consultation_dure_au_moins_un_mois():
    with pytest.raises(ValueError, match="au moins un mois"):
        echeance_en_mois(date(2021, 1, 1), 0)


def test_avant_juillet_2022_un_compte_rendu_sous_huitaine():
    (formalite,) = formalites_apres_seance(date(2022, 6, 30), None)

    assert (formalite.code, formalite.echeance) == ("compte_rendu", date(2022, 7, 8))


def test_depuis_juillet_2022_une_liste_puis_un_proces_verbal():
    liste, proces_verbal = formalites_apres_seance(date(2022, 7, 1), date(2022, 9, 29))

    assert (liste.code, liste.echeance) == ("liste_deliberations", date(2022, 7, 8))
    assert (proces_verbal.code, proces_verbal.echeance) == ("proces_verbal", date(2022, 10, 6))


def test_un_proces_verbal_pas_encore_arrete_n_a_pas_d_echeance():
    _, proces_verbal = formalites_apres_seance(date(2023, 3, 30), None)

    assert proces_verbal.echeance is None


def test_les_communes_recoivent_le_compte_rendu_dans_le_mois_avant_la_reforme():
    envois = information_des_communes(date(2020, 11, 19), date(2020, 11, 13), None)

    assert [(envoi.code, envoi.echeance) for envoi in envois] == [
        ("convocation", date(2020, 11, 13)),
        ("compte_rendu", date(2020, 12, 19)),
    ]


def test_les_communes_recoivent_la_liste_et_le_proces_verbal_depuis_la_reforme():
    envois = information_des_communes(date(2023, 3, 30), date(2023, 3, 24), date(2023, 6, 29))

    assert [(envoi.code, envoi.echeance) for envoi in envois] == [
        ("convocation", date(2023, 3, 24)),
        ("liste_deliberations", date(2023, 4, 30)),
        ("proces_verbal", date(2023, 7, 29)),
    ]
