import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import MATIERES, intitule_de_la_matiere, siren_valide, siret_valide


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


@pytest.mark.parametrize(
    ("siret", "attendu"),
    [
        pytest.param("73282932000074", True, id="exemple publié par l’INSEE"),
        pytest.param("73282932000075", False, id="clé fausse"),
        pytest.param("7328293200007", False, id="treize chiffres"),
        pytest.param("732829320", False, id="un SIREN"),
        pytest.param("73282932100073", False, id="SIREN faux, clé juste"),
        pytest.param("7328293200007O", False, id="lettre O"),
        pytest.param("", False, id="vide"),
    ],
)
def test_siret(siret, attendu):
    assert siret_valide(siret) is attendu


@pytest.mark.parametrize(
    ("rubrique", "sous_matieres"),
    [("1", 7), ("2", 3), ("3", 6), ("4", 5), ("5", 8), ("6", 5), ("7", 10), ("8", 9), ("9", 4)],
)
def test_la_nomenclature_a_le_compte_du_schema(rubrique, sous_matieres):
    """« 1.1 à 1.7, 2.1 à 2.3… » : SCDL délibérations, champ DELIB_MATIERE_CODE."""
    codes = [code for code in MATIERES if code.split(".")[0] == rubrique]

    assert codes == [f"{rubrique}.{rang}" for rang in range(1, sous_matieres + 1)]


@pytest.mark.parametrize(
    ("code", "intitule"),
    [
        ("5.7", "institutions et vie politique/intercommunalité"),
        ("5.7.2", "institutions et vie politique/intercommunalité"),
        ("8.4", "domaines de compétences par thèmes/aménagement du territoire"),
        ("7.10", "finances locales/divers"),
        ("7", ""),
        ("9.9", ""),
        ("", ""),
    ],
)
def test_intitule_d_une_matiere(code, intitule):
    assert intitule_de_la_matiere(code) == intitule


def test_un_intitule_n_a_ni_virgule_ni_parenthese():
    assert not [nom for nom in MATIERES.values() if set(nom) & set(",()") or nom.count("/") != 1]
