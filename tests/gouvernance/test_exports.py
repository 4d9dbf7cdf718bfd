import csv
from datetime import date
from decimal import Decimal

import pytest

from gouvernance.exports import en_cellule, lignes_csv


@pytest.mark.parametrize(
    ("valeur", "cellule"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (1234, "1234"),
        (-12, "-12"),
        (Decimal("1234.50"), "1234,5"),
        (Decimal("20.6000000000000"), "20,6"),
        (Decimal("1000.00"), "1000"),
        (Decimal("-0.5"), "-0,5"),
        (date(2019, 4, 11), "11/04/2019"),
        ("Fénay", "Fénay"),
        ("1er\u00a0mai 2019", "1er mai 2019"),
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-rien", "'-rien"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
    ],
)
def test_cellule_lue_par_un_tableur_francais(valeur, cellule):
    assert en_cellule(valeur) == cellule


def test_un_tableur_y_lit_de_l_utf_8_separe_par_des_points_virgules():
    texte = "".join(lignes_csv([["nom", "dit"], ["Chenôve", 'a ; b "c"\nd']]))

    assert texte.startswith("\ufeff")
    assert list(csv.reader(texte[1:].splitlines(keepends=True), delimiter=";")) == [
        ["nom", "dit"],
        ["Chenôve", 'a ; b "c"\nd'],
    ]
