from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finances.calculs import (
    ErreurDeCalcul,
    ajustement_attribution,
    ecart_d_arrondi,
    par_habitant,
    prorata_en_jours,
    prorata_en_mois,
)

euros = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("participation", "deja_valorise", "attendu"),
    [
        pytest.param("7702296", "421000", "-7281296", id="Dijon 2019"),
        pytest.param("7858606", "421000", "-7437606", id="Dijon 2020"),
        pytest.param("500", "0", "-500", id="Bretenière 2020"),
    ],
)
def test_ajustement_publie_dans_le_rapport_2020(participation, deja_valorise, attendu):
    ajustement = ajustement_attribution(Decimal(participation), Decimal(deja_valorise))

    assert ajustement == Decimal(attendu)


@given(euros, euros)
def test_participation_et_ajustement_se_compensent(participation, deja_valorise):
    ajustement = ajustement_attribution(participation, deja_valorise)

    assert ajustement + participation == deja_valorise


@pytest.mark.parametrize(("participation", "deja_valorise"), [("-1", "0"), ("0", "-0.01")])
def test_ajustement_refuse_un_montant_negatif(participation, deja_valorise):
    with pytest.raises(ErreurDeCalcul, match="négative"):
        ajustement_attribution(Decimal(participation), Decimal(deja_valorise))


@pytest.mark.parametrize(
    ("montant", "mois", "attendu"),
    [
        pytest.param("12000", 8, "8000", id="Fontaine-lès-Dijon 2019"),
        pytest.param("684", 8, "456", id="Flavignerot 2019"),
        pytest.param("1000", 6, "500", id="Neuilly-Crimolois, commande publique 2019"),
        pytest.param("421000", 12, "421000", id="année pleine"),
        pytest.param("500", 0, "0", id="aucun mois"),
    ],
)
def test_prorata_des_montants_publies(montant, mois, attendu):
    assert Fraction(montant) * prorata_en_mois(mois) == Fraction(attendu)


@given(st.integers(min_value=0, max_value=12))
def test_les_deux_parties_de_l_annee_font_l_annee(mois):
    assert prorata_en_mois(mois) + prorata_en_mois(12 - mois) == 1


@pytest.mark.parametrize("mois", [-1, 13])
def test_prorata_refuse_un_nombre_de_mois_impossible(mois):
    with pytest.raises(ErreurDeCalcul, match="0 à 12 mois"):
        prorata_en_mois(mois)


@pytest.mark.parametrize(("jours", "annee"), [(-1, 365), (366, 365), (1, 360)])
def test_prorata_refuse_un_nombre_de_jours_impossible(jours, annee):
    with pytest.raises(ErreurDeCalcul, match="jours"):
        prorata_en_jours(jours, annee)


@pytest.mark.parametrize(
    ("montant", "population", "attendu"),
    [
        pytest.param("20940", 9671, "2.17", id="Quetigny 2020"),
        pytest.param("51587", 14401, "3.58", id="Chenôve 2020"),
        pytest.param("10644", 7688, "1.38", id="Saint-Apollinaire 2020"),
        pytest.param("0", 1362, "0", id="Ahuy 2020"),
    ],
)
def test_participation_par_habitant(montant, population, attendu):
    assert round(par_habitant(Decimal(montant), population), 2) == Decimal(attendu)


def test_participation_par_habitant_sans_habitant():
    with pytest.raises(ErreurDeCalcul, match="population"):
        par_habitant(Decimal(100), 0)


def test_l_euro_d_arrondi_de_2020():
    parts = [Decimal(7858606), Decimal(144063), Decimal(4919013)]

    assert ecart_d_arrondi(Decimal(12921681), parts) == 1


@given(st.lists(euros, max_size=30))
def test_aucun_ecart_quand_les_parts_font_le_total(parts):
    assert ecart_d_arrondi(sum(parts, Decimal(0)), parts) == 0
