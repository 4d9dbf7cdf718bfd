"""Ce qu'une cellule veut dire, et la phrase de ce qu'elle ne peut pas dire."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.exports.texte import en_cellule
from gouvernance.francais import nombre
from gouvernance.imports.valeurs import (
    Annee,
    Choix,
    Entier,
    Jour,
    Nombre,
    Texte,
    ValeurRefusee,
    est_un_tiret,
    est_vide,
)
from gouvernance.periodes import Precision
from services_communs.models import Mesure

INSECABLES = "1\u00a0234,5", "1\u202f234,5", "1 234,5", "1234.5", " 1234,50 ", "1 234,5 €", 1234.5


@pytest.mark.parametrize("ecrite", INSECABLES)
def test_un_nombre_s_ecrit_de_bien_des_facons(ecrite):
    assert Nombre().clean(ecrite) == Decimal("1234.5")


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [("12,5 €", "12.5"), ("−3", "-3"), (0.1 + 0.2, "0.3"), (20.6, "20.6"), (7, "7"), ("0", "0")],
)
def test_signes_unite_et_calculs_en_binaire(ecrite, lue):
    assert Nombre().clean(ecrite) == Decimal(lue)


@pytest.mark.parametrize(
    "ecrite",
    ["dix", "1,234.5", "1.234,5", "1 23,4", "1 2345", "12 agents", "1e3", "--1", "½"],
)
def test_un_nombre_douteux_n_est_pas_devine(ecrite):
    with pytest.raises(ValeurRefusee, match="n’est pas un nombre comme"):
        Nombre().clean(ecrite)


@pytest.mark.parametrize(
    ("valeur", "ecrite", "raison"),
    [
        (Nombre(), date(2020, 12, 31), "« 31/12/2020 » n’est pas un nombre"),
        (Nombre(), True, "« oui » n’est pas un nombre"),
        (Nombre(), float("nan"), "erreur de calcul"),
        (Nombre(), "=A1+B1", "est une formule : collez la valeur"),
        (Nombre(), "=SOMME(A1:A9)", "est une formule"),
        (Texte(), '=HYPERLINK("http://exemple.fr")', "est une formule"),
        (Entier(), "12,5", "n’est pas un nombre entier"),
        (Annee(), 20200, "« 20200 » n’est pas une année de quatre chiffres, de 1950 à 2100"),
        (Annee(), "20", "n’est pas une année"),
        (Jour(), "30/02/2020", "n’est pas un jour du calendrier"),
        (Jour(), "31/12/20", "n’est pas une date comme « 31/12/2020 »"),
        (Jour(), "12/31/2020", "n’est pas un jour du calendrier"),
        (Jour(), 44196.0, "est un nombre : mettez la cellule au format date"),
        (Jour(), "31/12/0020", "hors du temps que suit le site, de 1950 à 2100"),
        (Choix(Precision), "exacte", "valeurs permises : « au jour près », « au mois près » et"),
    ],
)
def test_chaque_refus_a_sa_phrase(valeur, ecrite, raison):
    with pytest.raises(ValeurRefusee) as refus:
        valeur.clean(ecrite)

    assert raison in str(refus.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "ecrite",
    [
        "31/12/2020",
        "31-12-2020",
        "31.12.2020",
        "2020-12-31",
        "2020-12-31 00:00:00",
        "2020-12-31T00:00:00Z",
        "31 décembre 2020",
        "31\u00a0Decembre 2020",
        date(2020, 12, 31),
        datetime(2020, 12, 31),  # noqa: DTZ001 – celle d'un tableur n'a pas de fuseau
    ],
)
def test_une_date_s_ecrit_de_bien_des_facons(ecrite):
    assert Jour().clean(ecrite) == date(2020, 12, 31)


def test_le_premier_du_mois_se_lit():
    assert Jour().clean("1er janvier 2019") == date(2019, 1, 1)


def test_un_choix_se_dit_par_son_libelle_ou_son_code():
    assert Choix(Precision).clean("À l’année près") == "annee"
    assert Choix(Precision).clean("mois") == "mois"
    assert Choix(Mesure.Qualificatif).clean("=") == "="


def test_un_objet_qui_commence_par_le_signe_egal_n_est_pas_une_formule():
    assert Texte().clean("=Objet, « cité »") == "=Objet, « cité »"


@pytest.mark.parametrize("ecrite", ["–", "-", "—", " − "])
def test_un_tiret_dit_qu_il_n_y_a_rien(ecrite):
    assert est_un_tiret(ecrite)
    assert not est_vide(ecrite)


@pytest.mark.parametrize("ecrite", [None, "", "  ", "\u00a0", "\u200b"])
def test_une_cellule_blanche_est_vide(ecrite):
    assert est_vide(ecrite)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_un_nombre_ecrit_par_le_site_se_relit(valeur):
    assert Nombre().clean(nombre(valeur)) == valeur
    assert Nombre().clean(en_cellule(valeur)) == valeur
    assert Nombre().clean(float(valeur)) == valeur


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_une_date_ecrite_par_le_site_se_relit(jour):
    assert Jour().clean(en_cellule(jour)) == jour
    assert Jour().clean(jour.isoformat()) == jour


@pytest.mark.parametrize("valeur", [Nombre(), Entier(), Annee(), Jour(), Texte()])
@given(ecrite=st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes()))
def test_rien_d_autre_qu_une_phrase_ne_sort_d_une_cellule(valeur, ecrite):
    phrase = "."
    try:
        valeur.clean(ecrite)
    except ValeurRefusee as refus:
        phrase = str(refus)

    assert phrase.endswith((".", "?"))
