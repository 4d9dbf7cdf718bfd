"""Majorités : seuils de la métropole, frontières de population, propriétés."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import (
    deux_tiers,
    emporte,
    fraction_requise,
    indispensables,
    majorite_absolue,
    majorite_qualifiee,
    quorum,
    reponses_suffisantes,
    tiers_des_maires,
    vice_presidents_maximum,
    voies_de_la_majorite_qualifiee,
)

populations = st.dictionaries(
    st.sampled_from("ABCDEFGHIJKL"), st.integers(min_value=0, max_value=10**6), min_size=1
)


def populations_de(colonne: str) -> dict[str, int]:
    chemin = Path(__file__).parent / "populations.csv"
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return {ligne["commune"]: int(ligne[colonne]) for ligne in csv.DictReader(fichier)}


@pytest.fixture
def totales_2018():
    return populations_de("totale_2018")


@pytest.fixture
def municipales_2016():
    return populations_de("municipale_2016")


def test_seuils_du_conseil_metropolitain():
    assert quorum(86) == 44
    assert deux_tiers(86) == 58
    assert majorite_absolue(86) == 44
    assert vice_presidents_maximum(86) == 20
    assert vice_presidents_maximum(86, est_metropole=False) == 15
    assert vice_presidents_maximum(41, est_metropole=False) == 9


def test_seuils_des_communes():
    assert tiers_des_maires(23) == 8
    assert deux_tiers(23) == 16
    assert fraction_requise(1, 2, 23) == 12


@pytest.mark.parametrize(("base", "attendu"), [(86, 58), (87, 58), (88, 59), (0, 0), (3, 2)])
def test_deux_tiers_arrondis_au_dessus(base, attendu):
    assert deux_tiers(base) == attendu


@given(st.integers(min_value=0, max_value=10**6))
def test_les_deux_tiers_sont_le_plus_petit_entier_suffisant(base):
    voix = deux_tiers(base)

    assert 3 * voix >= 2 * base > 3 * (voix - 1)


@pytest.mark.parametrize(
    ("pour", "contre", "voix_du_president", "adoptee"),
    [
        (44, 42, None, True),
        (43, 43, None, False),
        (43, 43, True, True),
        (43, 43, False, False),
        (1, 0, None, True),
        (0, 0, True, False),
    ],
)
def test_deliberation_ordinaire(pour, contre, voix_du_president, adoptee):
    assert emporte(pour, contre, voix_preponderante=voix_du_president) is adoptee


@pytest.mark.parametrize(
    ("appel", "message"),
    [
        (lambda: quorum(0), "au moins un membre"),
        (lambda: vice_presidents_maximum(0), "au moins un membre"),
        (lambda: deux_tiers(-1), "pas de sens"),
        (lambda: majorite_absolue(-1), "négatif"),
        (lambda: emporte(-1, 0), "négatif"),
        (lambda: majorite_qualifiee(set(), {}), "population"),
        (lambda: majorite_qualifiee({"Izier"}, {"Ahuy": 1}), "Izier"),
    ],
)
def test_une_entree_absurde_est_refusee(appel, message):
    with pytest.raises(ValueError, match=message):
        appel()


def test_dijon_seule_ne_peut_pas_approuver(totales_2018):
    assert not majorite_qualifiee({"Dijon"}, totales_2018)


def test_rien_ne_passe_sans_dijon(totales_2018):
    assert not majorite_qualifiee(totales_2018.keys() - {"Dijon"}, totales_2018)


def onze_plus_petites(populations):
    return set(sorted(populations, key=populations.get)[:11])


def test_dijon_et_les_onze_plus_petites_suffisent_ou_non_selon_le_millesime(
    totales_2018, municipales_2016
):
    assert majorite_qualifiee({"Dijon"} | onze_plus_petites(totales_2018), totales_2018)
    assert not majorite_qualifiee({"Dijon"} | onze_plus_petites(municipales_2016), municipales_2016)


@pytest.mark.parametrize(
    ("millesime", "part"), [("totale_2018", 66.97), ("municipale_2016", 66.52)]
)
def test_part_de_population_publiee(millesime, part):
    populations = populations_de(millesime)
    douze = {"Dijon"} | onze_plus_petites(populations)

    assert sum(populations[c] for c in douze) * 100 / sum(populations.values()) == pytest.approx(
        part, abs=0.005
    )


def test_ce_qui_manque_par_chaque_voie(totales_2018):
    premiere, seconde = voies_de_la_majorite_qualifiee({"Dijon"}, totales_2018)

    assert (premiere.conseils_manquants, premiere.habitants_manquants) == (15, 0)
    assert (seconde.conseils_manquants, seconde.habitants_manquants) == (11, 12_539)
    assert (premiere.conseils_requis, seconde.conseils_requis) == (16, 12)


def test_la_moitie_des_conseils_suffit_et_plus_de_la_moitie_de_la_population_est_stricte():
    egales = dict.fromkeys("ABCDEF", 100)

    assert majorite_qualifiee(set("ABCD"), egales)
    assert not majorite_qualifiee(set("ABC"), egales)
    assert not majorite_qualifiee(set("ABCD"), {**dict.fromkeys("ABCD", 75), "E": 150, "F": 150})
    assert majorite_qualifiee(
        set("ABC"), {**dict.fromkeys("ABC", 200), **dict.fromkeys("DEF", 100)}
    )


@given(populations, st.data())
def test_une_commune_favorable_de_plus_ne_fait_jamais_perdre_la_majorite(populations, data):
    favorables = data.draw(st.sets(st.sampled_from(sorted(populations))))
    autre = data.draw(st.sampled_from(sorted(populations)))

    if majorite_qualifiee(favorables, populations):
        assert majorite_qualifiee(favorables | {autre}, populations)


@given(populations)
def test_l_unanimite_des_communes_peuplees_emporte_toujours(populations):
    if sum(populations.values()):
        assert majorite_qualifiee(set(populations), populations)


@given(populations, st.data())
def test_sans_une_indispensable_rien_n_est_possible(populations, data):
    favorables = data.draw(st.sets(st.sampled_from(sorted(populations))))
    attente = populations.keys() - favorables

    for commune in indispensables(favorables, attente, populations):
        assert not majorite_qualifiee((favorables | attente) - {commune}, populations)
        assert majorite_qualifiee(favorables | attente, populations)


def test_dijon_est_indispensable_tant_qu_elle_n_a_pas_repondu(totales_2018):
    attente = set(totales_2018)

    assert indispensables(set(), attente, totales_2018) == {"Dijon"}
    assert indispensables(set(), attente - {"Dijon"}, totales_2018) == set()


@pytest.mark.parametrize(("colonne", "attendu"), [("totale_2018", 12), ("municipale_2016", 13)])
def test_combien_de_reponses_suffisent_depend_du_millesime(colonne, attendu):
    populations = populations_de(colonne)

    suffisantes = reponses_suffisantes(set(), set(populations), populations)

    assert suffisantes == (12, attendu)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 50), min_size=1),
    st.data(),
)
def test_les_reponses_suffisantes_sont_exactes(populations, data):
    """Comparées à l'essai de tous les groupes de communes en attente."""
    connues = sorted(populations)
    favorables = set(data.draw(st.lists(st.sampled_from(connues), unique=True)))
    en_attente = set(data.draw(st.lists(st.sampled_from(connues), unique=True))) - favorables
    suffisantes = reponses_suffisantes(favorables, en_attente, populations)

    gagnants = [
        groupe
        for taille in range(len(en_attente) + 1)
        for groupe in combinations(sorted(en_attente), taille)
        if majorite_qualifiee(favorables | set(groupe), populations)
    ]
    if suffisantes is None:
        assert not gagnants or gagnants[0] == ()
        return
    au_mieux, toujours = suffisantes
    requises = indispensables(favorables, en_attente, populations)
    perdants = [
        groupe
        for taille in range(len(en_attente) + 1)
        for groupe in combinations(sorted(en_attente), taille)
        if requises <= set(groupe) and groupe not in gagnants
    ]
    assert au_mieux == min(map(len, gagnants))
    assert toujours == max((len(groupe) + 1 for groupe in perdants), default=len(requises))
