"""Ce qui s'écrit dans une cellule, et ce qu'on y lit."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.grilles.saisies import Choix, Entier, Jour, JourConnu, Nombre, lire_nombre
from gouvernance.models import Presence
from services_communs.grilles.mesures import Grandeur
from services_communs.models import Adhesion, Effectif, Mesure

centimes = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1234.5", "1234.5"),
        ("−12", "-12"),
        ("-12", "-12"),
        ("1 500 €", "1500"),
        ("12,5 %", "12.5"),
        ("1 500,00\u00a0€", "1500"),
    ],
)
def test_un_nombre_se_lit_comme_le_francais_l_ecrit(ecrit, lu):
    assert lire_nombre(ecrit) == Decimal(lu)


@pytest.mark.parametrize("vide", ["", "  ", "–", "—", "-", "−", "\u00a0"])
def test_un_tiret_seul_est_une_case_vide(vide):
    assert lire_nombre(vide) is None


@pytest.mark.parametrize("ecrit", ["douze", "1,2,3", "12 34", "1,234.5", "=1+1", "1e5", "NaN"])
def test_ce_qui_n_est_pas_un_nombre_est_refuse(ecrit):
    with pytest.raises(ValidationError, match="Écrivez un nombre"):
        lire_nombre(ecrit)


def test_un_point_suivi_de_trois_chiffres_n_est_pas_devine():
    with pytest.raises(ValidationError, match="Mille ou virgule"):
        lire_nombre("1.234")


@given(centimes)
def test_un_nombre_ecrit_se_relit_a_l_identique(valeur):
    saisie = Nombre("etp")

    assert saisie.lire(saisie.ecrire(Effectif(etp=valeur))) == {"etp": valeur}


def test_un_entier_refuse_une_virgule():
    with pytest.raises(ValidationError, match="nombre entier"):
        Entier("agents").lire("4,5")


@pytest.mark.parametrize("ecrit", ["30/11/2021", "30.11.2021", "2021-11-30"])
def test_un_jour_se_lit_des_deux_facons(ecrit):
    assert Jour("date").lire(ecrit) == {"date": date(2021, 11, 30)}


@pytest.mark.parametrize("ecrit", ["31/02/2021", "30/11/21", "hier", "2021"])
def test_un_jour_qui_n_existe_pas_est_refuse(ecrit):
    with pytest.raises(ValidationError, match="date qui existe"):
        Jour("date").lire(ecrit)


@pytest.mark.parametrize(
    ("ecrit", "jour", "precision"),
    [
        ("01/05/2017", date(2017, 5, 1), "jour"),
        ("05/2019", date(2019, 5, 1), "mois"),
        ("2019", date(2019, 1, 1), "annee"),
    ],
)
def test_un_debut_garde_la_precision_qu_on_en_sait(ecrit, jour, precision):
    saisie = JourConnu("date_debut", "precision_debut")

    lu = saisie.lire(ecrit)

    assert lu == {"date_debut": jour, "precision_debut": precision}
    assert saisie.ecrire(Adhesion(**lu)) == ecrit


@pytest.mark.parametrize(
    ("ecrit", "valeur", "maximum", "qualificatif"),
    [
        ("4 038", "4038", None, "="),
        ("≈ 260", "260", None, "≈"),
        ("environ 260", "260", None, "≈"),
        ("> 850", "850", None, ">"),
        ("Plus de 850", "850", None, ">"),
        ("<3", "3", None, "<"),
        ("de 0 à 4,7", "0", "4.7", "="),
        ("0 à 4,7", "0", "4.7", "="),
    ],
)
def test_une_grandeur_dit_si_elle_est_exacte(ecrit, valeur, maximum, qualificatif):
    lue = Grandeur().lire(ecrit)

    assert lue == {
        "valeur": Decimal(valeur),
        "valeur_maximale": maximum and Decimal(maximum),
        "qualificatif": qualificatif,
    }
    assert Grandeur().lire(Grandeur().ecrire(Mesure(**lue))) == lue


def test_un_choix_se_colle_par_son_libelle_sans_casse_ni_accent():
    saisie = Choix.parmi("etat", Presence.Etat.choices)

    assert saisie.lire("PRESENT") == {"etat": "present"}
    assert saisie.lire("–") == {"etat": None}
    with pytest.raises(ValidationError, match="n’est pas dans la liste"):
        saisie.lire("en retard")
