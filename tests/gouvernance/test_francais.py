from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.francais import (
    MOIS,
    accord,
    date_en_lettres,
    de,
    enumerer,
    euros,
    insecables,
    nombre,
)


@pytest.mark.parametrize(
    ("quantite", "attendu"),
    [
        (0, "adhérent"),
        (1, "adhérent"),
        (Decimal("1.9"), "adhérent"),
        (2, "adhérents"),
        (-1, "adhérent"),
        (-2, "adhérents"),
    ],
)
def test_le_pluriel_commence_a_deux(quantite, attendu):
    assert accord(quantite, "adhérent") == attendu


def test_un_pluriel_irregulier_se_donne():
    assert accord(3, "réseau", "réseaux") == "réseaux"
    assert accord(1, "réseau", "réseaux") == "réseau"


@pytest.mark.parametrize(
    ("nom", "article", "attendu"),
    [
        ("Dijon", "", "de Dijon"),
        ("Ahuy", "", "d’Ahuy"),
        ("Izier", "", "d’Izier"),
        ("Ouges", "", "d’Ouges"),
        ("Étaules", "", "d’Étaules"),
        ("Œuilly", "", "d’Œuilly"),
        ("Yvetot", "", "d’Yvetot"),
        ("Hauteville-lès-Dijon", "", "d’Hauteville-lès-Dijon"),
        ("CCAS de Chenôve", "le", "du CCAS de Chenôve"),
        ("métropole", "la", "de la métropole"),
        ("agglomération", "l’", "de l’agglomération"),
        ("Terres de Bourgogne", "les", "des Terres de Bourgogne"),
        ("Le Havre", "le", "du Havre"),
        ("Les Ulis", "les", "des Ulis"),
        ("La Rochelle", "la", "de La Rochelle"),
        ("L’Haÿ-les-Roses", "l’", "de L’Haÿ-les-Roses"),
    ],
)
def test_le_complement_du_nom_s_elide_et_se_contracte(nom, article, attendu):
    assert de(nom, article) == attendu


def test_un_article_inconnu_est_refuse():
    with pytest.raises(ValueError, match="Article inconnu"):
        de("Dijon", "un")


@pytest.mark.parametrize(
    ("elements", "attendu"),
    [
        ([], ""),
        (["Ahuy"], "Ahuy"),
        (["Ahuy", "Dijon"], "Ahuy et Dijon"),
        (["Ahuy", "Dijon", "Quetigny"], "Ahuy, Dijon et Quetigny"),
    ],
)
def test_une_enumeration_finit_par_et(elements, attendu):
    assert enumerer(elements) == attendu
    assert enumerer(iter(elements)) == attendu


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (86, None, "86"),
        (917566, None, "917\u00a0566"),
        (Decimal("47.10"), None, "47,1"),
        (Decimal("6.00"), None, "6"),
        (Decimal("1E+3"), None, "1\u00a0000"),
        (Decimal("2.165"), 2, "2,17"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (Decimal(6), 1, "6,0"),
        (Decimal("-0.4"), 0, "0"),
        (-20940, None, "−20\u00a0940"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(valeur, decimales, attendu):
    assert nombre(valeur, decimales) == attendu


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [(12, None, "+12"), (-12, None, "−12"), (0, None, "0"), (Decimal("0.4"), 0, "0")],
)
def test_un_ecart_porte_son_signe_sauf_nul_une_fois_arrondi(valeur, decimales, attendu):
    assert nombre(valeur, decimales, signe=True) == attendu


def test_un_flottant_est_refuse():
    with pytest.raises(TypeError, match="flottant"):
        nombre(0.1)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1e12, max_value=1e12)
)
def test_un_nombre_ecrit_se_relit_sans_perte(valeur):
    relu = nombre(valeur).replace("\u00a0", "").replace(",", ".").replace("−", "-")

    assert Decimal(relu) == valeur


def test_le_total_vote_en_2020_en_euros():
    assert euros(Decimal("12921681.00")) == "12\u00a0921\u00a0681\u00a0€"
    assert euros(Decimal("-20940")) == "−20\u00a0940\u00a0€"
    assert euros(Decimal("2.1652"), 2) == "2,17\u00a0€"
    assert euros(156310, signe=True) == "+156\u00a0310\u00a0€"


@pytest.mark.parametrize(
    ("jour", "precision", "attendu"),
    [
        (date(2019, 4, 11), "jour", "11\u00a0avril 2019"),
        (date(2019, 5, 1), "jour", "1er\u00a0mai 2019"),
        (date(2019, 6, 1), "mois", "juin 2019"),
        (date(2019, 6, 1), "annee", "2019"),
    ],
)
def test_une_date_s_ecrit_en_lettres_selon_sa_precision(jour, precision, attendu):
    assert date_en_lettres(jour, precision) == attendu


def test_une_precision_inconnue_est_refusee():
    with pytest.raises(ValueError, match="Précision inconnue"):
        date_en_lettres(date(2019, 4, 11), "trimestre")


def test_les_douze_mois_sont_la():
    assert len(set(MOIS)) == 12


def test_un_signe_double_ne_commence_pas_une_ligne():
    phrase = insecables("Une part : « ce qui reste » ; le reste ? 3:1 !")

    assert phrase == "Une part\u00a0: «\u00a0ce qui reste\u00a0»\u00a0; le reste\u00a0? 3:1\u00a0!"
