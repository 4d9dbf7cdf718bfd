"""Sièges : les 23 lignes de l'arrêté de 2019, les autres millésimes, propriétés."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import repartir_sieges, sieges_du_tableau
from tests.gouvernance.test_regles_majorites import populations_de

populations = st.dictionaries(
    st.sampled_from("ABCDEFGHIJ"), st.integers(min_value=1, max_value=10**5), min_size=3
)


def test_les_86_sieges_de_2020_ligne_a_ligne():
    repartition = repartir_sieges(populations_de("municipale_2016"))

    assert repartition.sieges == populations_de("sieges_2020")
    assert (repartition.total, repartition.tableau, len(repartition.de_droit)) == (86, 72, 14)
    assert (repartition.plafonnee, repartition.redistribues) == ("Dijon", 9)
    assert repartition.supplementaires == 0


def test_85_sieges_avec_les_populations_de_2022():
    repartition = repartir_sieges(populations_de("municipale_2022"))

    plusieurs = {commune: n for commune, n in repartition.sieges.items() if n > 1}
    assert repartition.total == 85
    assert plusieurs == {
        "Dijon": 42,
        "Chenôve": 6,
        "Talant": 5,
        "Chevigny-Saint-Sauveur": 4,
        "Fontaine-lès-Dijon": 3,
        "Longvic": 3,
        "Quetigny": 3,
        "Saint-Apollinaire": 3,
        "Marsannay-la-Côte": 2,
    }


def test_le_millesime_change_le_resultat():
    assert repartir_sieges(populations_de("municipale_2019")).total == 85


@pytest.mark.parametrize(
    ("population", "sieges"),
    [
        (0, 16),
        (3_499, 16),
        (3_500, 18),
        (199_999, 56),
        (200_000, 64),
        (249_999, 64),
        (250_000, 72),
        (349_999, 72),
        (350_000, 80),
        (1_000_000, 100),
        (1_000_001, 130),
    ],
)
def test_tableau_de_la_loi(population, sieges):
    assert sieges_du_tableau(population) == sieges


def test_beaucoup_de_sieges_de_droit_ajoutent_un_dixieme():
    petites = {f"Petite {rang:02d}": 10 for rang in range(12)}

    repartition = repartir_sieges({"Grande": 1_500, "Moyenne": 1_400} | petites)

    assert len(repartition.de_droit) == 12
    assert repartition.supplementaires == (16 + 12) // 10
    assert repartition.total == 16 + 12 + 2


@given(populations)
def test_chaque_commune_siege_et_aucune_ne_depasse_la_moitie(populations):
    repartition = repartir_sieges(populations)

    assert min(repartition.sieges.values()) >= 1
    assert 2 * max(repartition.sieges.values()) <= repartition.total
    assert repartition.total == (
        repartition.tableau + len(repartition.de_droit) + repartition.supplementaires
    )


@given(populations)
def test_l_ordre_des_communes_ne_change_rien(populations):
    a_l_envers = dict(reversed(populations.items()))

    assert repartir_sieges(populations).sieges == repartir_sieges(a_l_envers).sieges


@pytest.mark.parametrize("populations", [{}, {"Ahuy": 0}])
def test_sans_habitant_pas_de_repartition(populations):
    with pytest.raises(ValueError, match="au moins un habitant"):
        repartir_sieges(populations)


def test_une_population_negative_n_a_pas_de_tableau():
    with pytest.raises(ValueError, match="négative"):
        sieges_du_tableau(-1)
