import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import Majorite, Scrutin, est_adoptee, faute_du_resultat, seuil_requis

VOIX = st.integers(min_value=0, max_value=200)


@pytest.mark.parametrize(
    ("majorite", "scrutin", "membres", "seuil"),
    [
        ("simple", Scrutin(86, 0), 86, "44\u00a0voix sur 86\u00a0suffrages exprimés"),
        ("simple", Scrutin(1, 0, 85), 86, "1\u00a0voix sur 1\u00a0suffrage exprimé"),
        ("deux_tiers_membres", Scrutin(58, 2), 86, "58\u00a0voix sur 86\u00a0membres"),
        ("deux_tiers_membres", None, 87, "58\u00a0voix sur 87\u00a0membres"),
        ("deux_tiers_exprimes", Scrutin(40, 20), 86, "40\u00a0voix sur 60\u00a0suffrages exprimés"),
    ],
)
def test_seuil_de_chaque_majorite(majorite, scrutin, membres, seuil):
    assert str(seuil_requis(Majorite(majorite), scrutin, membres)) == seuil


def test_pas_de_seuil_sans_sa_base():
    assert seuil_requis(Majorite.SIMPLE, None, 86) is None
    assert seuil_requis(Majorite.DEUX_TIERS_MEMBRES, Scrutin(58, 0), None) is None


@pytest.mark.parametrize(
    ("majorite", "scrutin", "membres", "adoptee"),
    [
        ("simple", Scrutin(44, 42), 86, True),
        ("simple", Scrutin(43, 43), 86, False),
        ("simple", Scrutin(43, 43, preponderante=True), 86, True),
        ("simple", Scrutin(43, 43, preponderante=False), 86, False),
        ("simple", Scrutin(1, 0, 85), 86, True),
        ("simple", Scrutin(0, 0, 86), 86, False),
        ("deux_tiers_membres", Scrutin(58, 28), 86, True),
        ("deux_tiers_membres", Scrutin(57, 0), 86, False),
        ("deux_tiers_membres", Scrutin(58, 0), None, None),
        ("deux_tiers_exprimes", Scrutin(57, 28), None, True),
        ("deux_tiers_exprimes", Scrutin(56, 29), None, False),
        ("deux_tiers_exprimes", Scrutin(0, 0, 86), 86, False),
        ("deux_tiers_membres", Scrutin(43, 43, preponderante=True), 86, False),
    ],
)
def test_les_voix_emportent_ou_non_la_decision(majorite, scrutin, membres, adoptee):
    assert est_adoptee(Majorite(majorite), scrutin, membres) is adoptee


@given(VOIX, VOIX, VOIX, st.sampled_from(Majorite))
def test_une_voix_de_plus_ne_perd_jamais_la_decision(pour, contre, membres, majorite):
    if est_adoptee(majorite, Scrutin(pour, contre), membres):
        assert est_adoptee(majorite, Scrutin(pour + 1, contre), membres)


@given(VOIX, VOIX)
def test_les_deux_tiers_emportent_aussi_la_majorite_simple(pour, contre):
    scrutin = Scrutin(pour, contre)

    if est_adoptee(Majorite.DEUX_TIERS_EXPRIMES, scrutin, None):
        assert est_adoptee(Majorite.SIMPLE, scrutin, None)


@pytest.mark.parametrize(
    ("adoptee", "majorite", "scrutin", "phrase"),
    [
        (True, "simple", Scrutin(44, 42), ""),
        (True, "simple", Scrutin(42, 44), "42 voix pour ; il en faut 44\u00a0voix sur 86"),
        (False, "simple", Scrutin(44, 42), "la délibération est adoptée"),
        (True, "simple", Scrutin(43, 43), "indiquez le sens de la voix du président"),
        (False, "simple", Scrutin(43, 43), ""),
        (True, "simple", Scrutin(43, 43, preponderante=False), "la délibération est rejetée"),
        (False, "simple", Scrutin(43, 43, preponderante=True), "la délibération est adoptée"),
        (True, "deux_tiers_membres", Scrutin(57, 0), "il en faut 58\u00a0voix sur 86\u00a0membres"),
    ],
)
def test_la_faute_cite_la_regle(adoptee, majorite, scrutin, phrase):
    faute = faute_du_resultat(adoptee, Majorite(majorite), scrutin, 86, "CGCT, art. X")

    assert phrase in faute
    assert bool(faute) == bool(phrase)
    assert not faute or faute.endswith("(CGCT, art. X).")


def test_rien_a_redire_quand_le_nombre_de_membres_est_inconnu():
    assert not faute_du_resultat(True, Majorite.DEUX_TIERS_MEMBRES, Scrutin(5, 0), None, "")
