from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template


def rendre(expression: str, **contexte) -> str:
    return Template("{% load francais %}{{ " + expression + " }}").render(Context(contexte))


@pytest.mark.parametrize(
    ("expression", "valeur", "attendu"),
    [
        ("v|euros", Decimal("7858606.00"), "7\u00a0858\u00a0606\u00a0€"),
        ("v|euros:2", Decimal("2.1652"), "2,17\u00a0€"),
        ("v|nombre", 917566, "917\u00a0566"),
        ("v|nombre:1", Decimal(6), "6,0"),
        ("v|etp", Decimal("5.80"), "5,8\u00a0ETP"),
        ("v|taille", 8, "1\u00a0ko"),
        ("v|taille", 16_951, "17\u00a0ko"),
        ("v|taille", 1_234_567, "1,2\u00a0Mo"),
        ("v|ecart", Decimal("3.50"), "+3,5"),
        ("v|ecart", -12, "−12"),
        ("v|ecart_euros", Decimal(156310), "+156\u00a0310\u00a0€"),
        ("v|date_longue", date(2019, 4, 11), "11\u00a0avril 2019"),
        ("v|date_longue:'mois'", date(2019, 6, 1), "juin 2019"),
        ("v|denombre:'adhérent'", 0, "0\u00a0adhérent"),
        ("v|denombre:'adhérent'", 2, "2\u00a0adhérents"),
        ("v|denombre:'réseau|réseaux'", 1200, "1\u00a0200\u00a0réseaux"),
        ("v|enumerer", ["Ahuy", "Dijon"], "Ahuy et Dijon"),
    ],
)
def test_chaque_filtre_ecrit_en_francais(expression, valeur, attendu):
    assert rendre(expression, v=valeur) == attendu


@pytest.mark.parametrize(
    "filtre",
    ["euros", "nombre", "etp", "ecart", "ecart_euros", "date_longue", "denombre:'adhérent'"],
)
@pytest.mark.parametrize("absente", [None, ""])
def test_une_valeur_absente_s_ecrit_d_un_tiret(filtre, absente):
    assert rendre(f"v|{filtre}", v=absente) == "–"


def test_zero_n_est_pas_une_absence():
    assert rendre("v|euros", v=0) == "0\u00a0€"


def test_une_enumeration_echappe_ce_que_l_on_a_saisi():
    assert rendre("v|enumerer", v=["<b>"]) == "&lt;b&gt;"
