from datetime import date

import pytest

from gouvernance.etat_au import EtatAu, lire_etat_au

DEFAUT, AUJOURD_HUI = date(2020, 12, 31), date(2021, 5, 20)


def lire(demande):
    return lire_etat_au(demande, DEFAUT, AUJOURD_HUI)


def test_sans_demande_le_jour_est_celui_de_la_page():
    assert lire("") == EtatAu(DEFAUT)
    assert lire("  ") == EtatAu(DEFAUT)


def test_un_jour_demande_est_celui_de_la_page():
    assert lire("2019-06-30") == EtatAu(date(2019, 6, 30), est_choisi=True)


@pytest.mark.parametrize(
    "demande", ["hier", "2019-02-30", "30/06/2019", "2019-6", "%", "😀", "2019-06-30' OR 1=1"]
)
def test_ce_qui_n_est_pas_une_date_se_dit(demande):
    etat = lire(demande)

    assert (etat.jour, etat.est_choisi) == (DEFAUT, False)
    assert "n’est pas une date : voici l’état au 31\u00a0décembre 2020." in etat.message


def test_une_demande_interminable_n_est_pas_recopiee():
    assert len(lire("9" * 10_000).message) < 100


@pytest.mark.parametrize("demande", ["1789-07-14", "2101-01-01", "0001-01-01", "9999-12-31"])
def test_un_jour_hors_du_temps_de_la_metropole_se_dit(demande):
    etat = lire(demande)

    assert (etat.jour, etat.est_choisi) == (DEFAUT, False)
    assert etat.message.startswith("Rien n’est connu au ")


def test_un_jour_a_venir_se_montre_en_le_disant():
    etat = lire("2030-01-01")

    assert (etat.jour, etat.est_choisi) == (date(2030, 1, 1), True)
    assert "à venir" in etat.message
