"""Consultations : ouverture, réponses, lecture à une date, clôture."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gouvernance.consultations.contenu import lire_attendus, lire_consultations
from gouvernance.consultations.operations import (
    clore_consultation,
    effacer_reponse,
    noter_reponse,
    ouvrir_consultation,
)
from gouvernance.models import Collectivite, Consultation, ReponseCommune
from gouvernance.regles import Issue, Position
from tests.fabriques import creer_commune, creer_population

pytestmark = pytest.mark.django_db

TRANSMISE = date(2021, 1, 15)
ECHEANCE = date(2021, 4, 15)
LENDEMAIN = date(2021, 4, 16)


def ouvrir(*communes, **valeurs):
    attendus = {"nature": "schema", "objet": "Schéma 2021-2026", "transmise_le": TRANSMISE}
    return ouvrir_consultation(communes=communes, **attendus | valeurs)


def lire(consultation, jour):
    (lue,) = lire_consultations(Consultation.objects.filter(pk=consultation.pk), jour)
    return lue


def repondre(consultation, commune, sens="favorable", rendue_le=date(2021, 2, 10)):
    reponse = consultation.reponses.get(commune=commune)
    return noter_reponse(reponse, sens=sens, rendue_le=rendue_le)


@pytest.fixture
def trois_communes():
    """Une grande et deux petites : 60, 25 et 15 % des habitants."""
    communes = []
    for nom, habitants in [("Dijon", 600), ("Talant", 250), ("Ahuy", 150)]:
        commune = creer_commune(nom=nom, date_debut=date(2000, 1, 1))
        creer_population(
            collectivite=commune,
            millesime=2018,
            en_vigueur=2021,
            municipale=habitants,
            totale=habitants,
        )
        communes.append(commune)
    return communes


def test_ouvrir_inscrit_chaque_commune_avec_son_delai(trois_communes):
    consultation = ouvrir(*trois_communes)

    lue = lire(consultation, TRANSMISE)
    assert [reponse.commune for reponse in lue.reponses] == ["Ahuy", "Dijon", "Talant"]
    assert {reponse.echeance for reponse in lue.reponses} == {ECHEANCE}
    assert lue.jours_restants == 90


@pytest.mark.parametrize(
    ("valeurs", "message"),
    [
        ({"transmise_le": date(2999, 1, 1)}, "déjà eu lieu"),
        ({"nature": "commune_seule"}, "Une seule commune"),
        ({"objet": ""}, "vide"),
        ({"nature": "sondage"}, "sondage"),
        ({"transmise_le": date(1990, 1, 1)}, "Pas membres"),
    ],
)
def test_une_ouverture_fautive_n_ecrit_rien(trois_communes, valeurs, message):
    with pytest.raises(ValidationError, match=message):
        ouvrir(*trois_communes, **valeurs)

    assert not Consultation.objects.exists()


def test_une_consultation_sans_commune_ne_s_ouvre_pas():
    with pytest.raises(ValidationError, match="Choisissez"):
        ouvrir()


def test_la_majorite_qualifiee_consulte_toutes_les_communes(trois_communes):
    with pytest.raises(ValidationError, match="toutes les communes"):
        ouvrir(*trois_communes[:2], nature="rapport_clect")


def test_une_commune_ne_repond_qu_une_fois(trois_communes):
    consultation = ouvrir(*trois_communes)
    repondre(consultation, trois_communes[0])

    with pytest.raises(ValidationError, match=r"déjà répondu le 10.{1,4}février 2021 \(fav"):
        repondre(consultation, trois_communes[0], "defavorable")


def test_une_reponse_effacee_se_note_de_nouveau(trois_communes):
    consultation = ouvrir(*trois_communes)
    effacer_reponse(repondre(consultation, trois_communes[0]))

    repondre(consultation, trois_communes[0], "defavorable")

    assert lire(consultation, LENDEMAIN).nombre(Position.DEFAVORABLE) == 1


@pytest.mark.parametrize(
    ("rendue_le", "message"),
    [(date(2021, 1, 14), "précède la transmission"), (date(2999, 1, 1), "pas encore eu lieu")],
)
def test_une_reponse_impossible_est_refusee(trois_communes, rendue_le, message):
    consultation = ouvrir(*trois_communes)

    with pytest.raises(ValidationError, match=message):
        repondre(consultation, trois_communes[0], rendue_le=rendue_le)


def test_une_reponse_tardive_est_gardee_sans_effet(trois_communes):
    consultation = ouvrir(*trois_communes)
    repondre(consultation, trois_communes[2], "defavorable", LENDEMAIN)

    ahuy = lire(consultation, LENDEMAIN).reponses[0]

    assert (ahuy.commune, ahuy.est_tardive) == ("Ahuy", True)
    assert ahuy.position == Position.REPUTEE_FAVORABLE


def test_un_avis_defavorable_de_la_seule_commune_demande_les_deux_tiers(trois_communes):
    consultation = ouvrir(trois_communes[2], nature="commune_seule")
    repondre(consultation, trois_communes[2], "defavorable")

    lue = lire(consultation, LENDEMAIN)

    assert lue.demande_les_deux_tiers
    assert "deux tiers de ses membres (CGCT, art. L. 5211-57)" in lue.phrases[-1]


def test_la_clect_dit_ce_qui_manque_et_qui_est_indispensable(trois_communes):
    consultation = ouvrir(*trois_communes, nature="rapport_clect")
    repondre(consultation, trois_communes[1])

    lue = lire(consultation, date(2021, 3, 1))

    assert (lue.issue, lue.millesime) == (Issue.POSSIBLE, 2018)
    assert lue.phrases == (
        "3 communes consultées\u00a0: 1\u00a0favorable et 2\u00a0en attente.",
        "Pour 2 conseils et 501 habitants, il manque 1 conseil et 251 habitants.",
        "Pour 2 conseils et 667 habitants, il manque 1 conseil et 417 habitants.",
        "Rien ne passe sans Dijon.",
        "Dijon comprise, 1 réponse favorable suffit, quelles que soient les autres communes.",
    )


def test_la_clect_est_acquise_puis_plus_rien_ne_manque(trois_communes):
    consultation = ouvrir(*trois_communes, nature="rapport_clect")
    for commune in trois_communes[:2]:
        repondre(consultation, commune)

    lue = lire(consultation, LENDEMAIN)

    assert lue.issue == Issue.ACQUISE
    assert lue.phrases[-1] == "La majorité qualifiée est réunie."


def test_sans_population_connue_la_page_le_dit(trois_communes):
    consultation = ouvrir(*trois_communes, nature="rapport_clect", transmise_le=date(2020, 1, 15))

    lue = lire(consultation, date(2020, 2, 1))

    assert lue.issue == Issue.INDETERMINEE
    assert "choisissez un autre millésime" in lue.phrases[1]


def test_un_millesime_choisi_l_emporte_sur_celui_qui_est_en_vigueur(trois_communes):
    consultation = ouvrir(
        *trois_communes, nature="rapport_clect", transmise_le=date(2020, 1, 15), millesime=2018
    )

    assert lire(consultation, date(2020, 2, 1)).millesime == 2018


def test_une_consultation_ne_se_clot_pas_tant_qu_on_peut_y_repondre(trois_communes):
    consultation = ouvrir(*trois_communes)

    with pytest.raises(ValidationError, match="Peuvent encore répondre : Ahuy, Dijon et Talant"):
        clore_consultation(consultation, ECHEANCE)
    clore_consultation(consultation, LENDEMAIN)
    with pytest.raises(ValidationError, match=r"close depuis le 16.{1,4}avril 2021"):
        repondre(consultation, trois_communes[0])
    with pytest.raises(ValidationError, match="Déjà close"):
        clore_consultation(consultation, LENDEMAIN)


def test_ce_qui_est_attendu_d_une_commune(trois_communes):
    consultation = ouvrir(*trois_communes)
    ouvrir(trois_communes[0], nature="adhesion", objet="Adhésion aux assurances")
    dijon = Collectivite.objects.filter(nom="Dijon")

    schema, adhesion = lire_attendus(dijon, date(2021, 4, 1))
    assert (schema.objet, schema.echeance, schema.jours_restants) == (
        "Schéma 2021-2026",
        ECHEANCE,
        14,
    )
    assert "réputé favorable" in schema.silence
    assert (adhesion.objet, adhesion.echeance) == ("Adhésion aux assurances", None)

    repondre(consultation, trois_communes[0])
    assert [a.objet for a in lire_attendus(dijon, date(2021, 4, 1))] == ["Adhésion aux assurances"]


def test_plus_rien_n_est_attendu_apres_l_echeance(trois_communes):
    ouvrir(*trois_communes)

    assert lire_attendus(Collectivite.objects.all(), LENDEMAIN) == ()


def test_lire_dix_consultations_ne_coute_pas_plus_qu_une(trois_communes, requetes):
    ouvrir(*trois_communes)
    avant = requetes(lambda: lire_consultations(Consultation.objects.all(), ECHEANCE))
    for rang in range(10):
        ouvrir(*trois_communes, objet=f"Schéma {rang}")

    assert requetes(lambda: lire_consultations(Consultation.objects.all(), ECHEANCE)) == avant


def test_les_reponses_restent_a_qui_peut_les_lire(trois_communes, client_maire, commune):
    ouvrir(*trois_communes)
    maire = commune.utilisateurs.get()

    assert not Consultation.objects.visibles_par(maire).exists()
    assert not ReponseCommune.objects.visibles_par(maire).exists()
