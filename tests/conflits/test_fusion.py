"""La fusion à trois ne perd rien de ce qu'une personne a changé."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.conflits.fusion import INCONNU, Sort, fusionner, fusionner_etats, reunir

# Trois valeurs seulement : les égalités, d'où viennent les cas difficiles, sont fréquentes.
valeurs = st.sampled_from([None, "Ahuy", "Dijon"])
ensembles = st.frozensets(st.integers(1, 4))
etats = st.fixed_dictionaries({"nom": valeurs, "article": valeurs, "services": ensembles})

MIROIR = {Sort.MIEN: Sort.AUTRE, Sort.AUTRE: Sort.MIEN}


@pytest.mark.parametrize(
    ("depart", "mienne", "leur", "sort", "retenue"),
    [
        (1, 1, 1, Sort.INTACT, 1),
        (1, 2, 1, Sort.MIEN, 2),
        (1, 1, 2, Sort.AUTRE, 2),
        (1, 2, 2, Sort.COMMUN, 2),
        (1, 2, 3, Sort.CONFLIT, 2),
        (None, None, 2, Sort.AUTRE, 2),
        (1, None, 2, Sort.CONFLIT, None),
        (INCONNU, 1, 1, Sort.COMMUN, 1),
        (INCONNU, 1, 2, Sort.CONFLIT, 1),
        (frozenset({1, 2}), frozenset({2, 3}), frozenset({1, 2, 4}), Sort.REUNI, {2, 3, 4}),
    ],
)
def test_chaque_sort(depart, mienne, leur, sort, retenue):
    valeur = fusionner(depart, mienne, leur)

    assert (valeur.sort, valeur.retenue) == (sort, retenue)


@given(etats, etats, etats)
def test_aucun_changement_ne_se_perd(depart, mien, leur):
    """Ce qu'une seule personne a changé est retenu ; à deux, c'est dit ou réuni."""
    for nom, valeur in fusionner_etats(depart, mien, leur).items():
        if mien[nom] != depart[nom] and leur[nom] == depart[nom]:
            assert valeur.retenue == mien[nom]
        elif leur[nom] != depart[nom] and mien[nom] == depart[nom]:
            assert valeur.retenue == leur[nom]
        elif mien[nom] != leur[nom]:
            assert valeur.sort in {Sort.CONFLIT, Sort.REUNI}


@given(etats, etats, etats)
def test_ce_que_personne_n_a_touche_reste(depart, mien, leur):
    for nom, valeur in fusionner_etats(depart, mien, leur).items():
        if mien[nom] == leur[nom] == depart[nom]:
            assert valeur.sort == Sort.INTACT
            assert valeur.retenue == depart[nom]


@given(etats, etats, etats)
def test_la_fusion_est_la_meme_vue_de_l_autre_cote(depart, mien, leur):
    ici, la_bas = fusionner_etats(depart, mien, leur), fusionner_etats(depart, leur, mien)

    for nom, valeur in ici.items():
        assert la_bas[nom].sort == MIROIR.get(valeur.sort, valeur.sort)
        if valeur.sort != Sort.CONFLIT:
            assert la_bas[nom].retenue == valeur.retenue


@given(etats, etats, etats)
def test_une_fusion_sans_conflit_se_rejoue_sans_effet(depart, mien, leur):
    """Enregistrer ce qui a été fusionné, sur la version de l'autre, ne le change plus."""
    fusion = fusionner_etats(depart, mien, leur)
    retenu = {nom: valeur.retenue for nom, valeur in fusion.items()}

    encore = fusionner_etats(leur, retenu, leur)
    assert {nom: valeur.retenue for nom, valeur in encore.items()} == retenu
    assert Sort.CONFLIT not in {valeur.sort for valeur in encore.values()}


@given(ensembles, ensembles, ensembles)
def test_les_liens_ajoutes_restent_et_les_retires_partent(depart, mienne, leur):
    reunis = reunir(depart, mienne, leur)

    assert (mienne | leur) - depart <= reunis
    assert not reunis & ((depart - mienne) | (depart - leur))
    assert depart & mienne & leur <= reunis


@given(etats, etats)
def test_sans_etat_de_depart_toute_difference_se_choisit(mien, leur):
    for nom, valeur in fusionner_etats(None, mien, leur).items():
        assert valeur.sort == (Sort.COMMUN if mien[nom] == leur[nom] else Sort.CONFLIT)
