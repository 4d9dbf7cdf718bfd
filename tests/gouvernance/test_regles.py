import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import siren_valide


@pytest.mark.parametrize(
    "siren",
    [
        pytest.param("242100410", id="Dijon Métropole"),
        pytest.param("212102313", id="Dijon"),
        pytest.param("200088029", id="Neuilly-Crimolois"),
    ],
)
def test_siren_des_collectivites(siren):
    assert siren_valide(siren)


@pytest.mark.parametrize(
    "siren",
    [
        pytest.param("242100411", id="clé fausse"),
        pytest.param("24210041", id="huit chiffres"),
        pytest.param("2421004100", id="dix chiffres"),
        pytest.param("24210041O", id="lettre O"),
        pytest.param("24210041²", id="exposant"),
        pytest.param("", id="vide"),
    ],
)
def test_siren_refuse(siren):
    assert not siren_valide(siren)


@given(st.integers(min_value=0, max_value=99_999_999))
def test_une_seule_cle_est_juste(racine):
    candidats = [f"{racine:08d}{cle}" for cle in range(10)]

    assert sum(siren_valide(candidat) for candidat in candidats) == 1
