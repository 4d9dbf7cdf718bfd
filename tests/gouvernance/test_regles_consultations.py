"""Consultations : sens du silence, réponses tardives, majorités, jour après jour."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.regles import (
    REGLES,
    Issue,
    Position,
    ReponseRecue,
    est_tardive,
    etat_le,
    exige_les_deux_tiers,
    position_le,
    premier_jour_du_silence,
)
from tests.gouvernance.test_regles_majorites import onze_plus_petites, populations_de

TRANSMISE = date(2021, 1, 31)
ECHEANCE = date(2021, 4, 30)
LENDEMAIN = date(2021, 5, 1)


def reponse(commune="Ahuy", favorable=None, rendue_le=None):
    return ReponseRecue(commune, TRANSMISE, favorable, rendue_le)


@pytest.mark.parametrize("code", ["commune_seule", "schema"])
def test_le_silence_vaut_avis_favorable_le_lendemain_de_l_echeance(code):
    regle = REGLES[code]

    assert regle.echeance(TRANSMISE) == ECHEANCE
    assert position_le(reponse(), regle, ECHEANCE) == Position.EN_ATTENTE
    assert position_le(reponse(), regle, LENDEMAIN) == Position.REPUTEE_FAVORABLE
    assert premier_jour_du_silence(regle, TRANSMISE) == LENDEMAIN


def test_deux_mois_pour_le_pacte_et_le_silence_n_y_vaut_rien():
    regle = REGLES["pacte"]

    assert regle.echeance(date(2020, 12, 15)) == date(2021, 2, 15)
    assert position_le(reponse(), regle, date(2021, 12, 31)) == Position.MUETTE


@pytest.mark.parametrize("code", ["attribution_libre", "adhesion"])
def test_sans_delai_legal_on_attend_toujours(code):
    regle = REGLES[code]

    assert regle.echeance(TRANSMISE) is None
    assert premier_jour_du_silence(regle, TRANSMISE) is None
    assert position_le(reponse(), regle, date(2030, 1, 1)) == Position.EN_ATTENTE


def test_une_reponse_du_dernier_jour_compte_celle_du_lendemain_non():
    regle = REGLES["commune_seule"]
    a_temps = reponse(favorable=False, rendue_le=ECHEANCE)
    tardive = reponse(favorable=False, rendue_le=LENDEMAIN)

    assert not est_tardive(a_temps, regle)
    assert position_le(a_temps, regle, LENDEMAIN) == Position.DEFAVORABLE
    assert est_tardive(tardive, regle)
    assert position_le(tardive, regle, LENDEMAIN) == Position.REPUTEE_FAVORABLE


def test_une_reponse_ne_compte_pas_avant_son_jour():
    regle = REGLES["commune_seule"]
    rendue = reponse(favorable=True, rendue_le=date(2021, 3, 15))

    assert position_le(rendue, regle, date(2021, 3, 14)) == Position.EN_ATTENTE
    assert position_le(rendue, regle, date(2021, 3, 15)) == Position.FAVORABLE


@pytest.mark.parametrize(
    ("favorable", "jour", "deux_tiers"),
    [
        (True, date(2021, 3, 1), False),
        (False, date(2021, 3, 1), True),
        (None, LENDEMAIN, False),
    ],
)
def test_seul_un_avis_defavorable_exige_les_deux_tiers_du_conseil(favorable, jour, deux_tiers):
    regle = REGLES["commune_seule"]
    rendue_le = date(2021, 2, 20) if favorable is not None else None

    etat = etat_le(regle, [reponse(favorable=favorable, rendue_le=rendue_le)], {}, jour)

    assert etat.issue == Issue.ACQUISE
    assert exige_les_deux_tiers(regle, etat) is deux_tiers


def test_un_avis_se_fait_attendre_jusqu_a_l_echeance():
    etat = etat_le(REGLES["schema"], [reponse()], {}, ECHEANCE)

    assert etat.issue == Issue.POSSIBLE
    assert etat.communes(Position.EN_ATTENTE) == ["Ahuy"]


def test_la_fixation_libre_demande_l_accord_de_chaque_commune_et_les_deux_tiers():
    regle = REGLES["attribution_libre"]
    accord = reponse("Ahuy", True, date(2021, 2, 20))
    refus = reponse("Daix", False, date(2021, 2, 21))

    en_cours = etat_le(regle, [accord, reponse("Daix")], {}, date(2021, 2, 22))
    manquee = etat_le(regle, [accord, refus], {}, date(2021, 2, 22))

    assert (en_cours.issue, en_cours.indispensables) == (Issue.POSSIBLE, {"Daix"})
    assert manquee.issue == Issue.MANQUEE
    assert exige_les_deux_tiers(regle, en_cours)


def approbations(communes, populations):
    return [
        reponse(c, True, date(2021, 3, 1)) if c in communes else reponse(c) for c in populations
    ]


@pytest.mark.parametrize(
    ("millesime", "issue"), [("totale_2018", Issue.ACQUISE), ("municipale_2016", Issue.POSSIBLE)]
)
def test_dijon_et_les_onze_plus_petites_selon_le_millesime(millesime, issue):
    populations = populations_de(millesime)
    pour = {"Dijon"} | onze_plus_petites(populations)

    etat = etat_le(
        REGLES["rapport_clect"], approbations(pour, populations), populations, date(2021, 3, 2)
    )

    assert etat.issue == issue


def test_le_silence_ne_vaut_pas_approbation_du_rapport_de_la_clect():
    populations = populations_de("totale_2018")
    reponses = approbations({"Dijon"}, populations)

    avant = etat_le(REGLES["rapport_clect"], reponses, populations, ECHEANCE)
    apres = etat_le(REGLES["rapport_clect"], reponses, populations, LENDEMAIN)

    assert avant.issue == Issue.POSSIBLE
    assert apres.issue == Issue.MANQUEE
    assert len(apres.communes(Position.MUETTE)) == 22


def test_dijon_manque_tant_qu_elle_n_a_pas_repondu():
    populations = populations_de("totale_2018")

    etat = etat_le(REGLES["rapport_clect"], approbations(set(), populations), populations, ECHEANCE)

    assert etat.indispensables == {"Dijon"}


def test_sans_population_connue_la_majorite_reste_indeterminee():
    etat = etat_le(REGLES["rapport_clect"], [reponse()], {}, ECHEANCE)

    assert (etat.issue, etat.voies) == (Issue.INDETERMINEE, ())


def test_une_population_absente_est_nommee():
    with pytest.raises(ValueError, match="Ahuy"):
        etat_le(REGLES["rapport_clect"], [reponse()], {"Daix": 1500}, ECHEANCE)


@given(
    st.sampled_from(sorted(REGLES)),
    st.sampled_from([None, True, False]),
    st.integers(min_value=0, max_value=200),
    st.integers(min_value=0, max_value=400),
)
def test_une_position_prise_ne_revient_jamais_en_attente(code, favorable, apres, ecoule):
    rendue_le = TRANSMISE + timedelta(apres) if favorable is not None else None
    rendue = reponse(favorable=favorable, rendue_le=rendue_le)
    jour = TRANSMISE + timedelta(ecoule)

    if position_le(rendue, REGLES[code], jour) != Position.EN_ATTENTE:
        suivante = position_le(rendue, REGLES[code], jour + timedelta(1))
        assert suivante == position_le(rendue, REGLES[code], jour)
