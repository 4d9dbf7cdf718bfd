"""Ce qui est voté ne se remplace pas par un import ; les pourcentages d'une clé font 100."""

from decimal import Decimal

import pytest

from finances.models import EvaluationCLECT, Participation, ValeurCle
from finances.ressources import ParticipationRessource, ValeurCleRessource
from gouvernance.imports.analyse import ImportRefuse, analyser, appliquer
from tests.fabriques import (
    creer_ccas,
    creer_cle,
    creer_commune,
    creer_deliberation,
    creer_evaluation_en_travaux,
    creer_participation,
    creer_valeur,
)
from tests.imports.tableaux import dites, tableau

pytestmark = pytest.mark.django_db
CLECT = {"Premier exercice": 2020, "Objet": "Archives"}


@pytest.fixture
def votee() -> Participation:
    participation = creer_participation(objet="Archives", montant=Decimal(100), exercice_debut=2020)
    assert participation.evaluation.est_figee
    return participation


def test_un_montant_vote_ne_se_remplace_pas(votee):
    ligne = CLECT | {"Payeur": votee.payeur.nom, "Montant voté": 200}

    [(numero, _, phrase)] = dites(ParticipationRessource, ligne)

    assert numero == 2
    assert "ce qui a été voté ne change plus (montant voté)" in phrase
    with pytest.raises(ImportRefuse):
        appliquer(ParticipationRessource, tableau(ligne), auteur=None, motif="")
    votee.refresh_from_db()
    assert votee.montant == 100


def test_ce_qui_n_est_pas_vote_s_explique_par_un_import(votee):
    ligne = CLECT | {"Payeur": votee.payeur.nom, "Montant voté": 100, "Explication": "Huit mois."}

    appliquer(ParticipationRessource, tableau(ligne), auteur=None, motif="")

    votee.refresh_from_db()
    assert votee.explication == "Huit mois."


def test_une_evaluation_adoptee_ne_recoit_plus_de_ligne(votee):
    jour = f"{votee.evaluation.date:%d/%m/%Y}"
    ligne = CLECT | {"Payeur": creer_commune().nom, "Montant voté": 5}

    [(_, colonne, phrase)] = dites(ParticipationRessource, ligne | {"Évaluation de la CLECT": jour})

    assert colonne == "Payeur"
    assert phrase.endswith("rien ne s’y ajoute plus.")


def test_une_evaluation_en_travaux_recoit_ses_participations():
    evaluation, commune = creer_evaluation_en_travaux(), creer_commune(nom="Longvic")
    creer_ccas(commune=commune, nom="CCAS de Longvic")
    ligne = {
        "Payeur": "Longvic",
        "Premier exercice": evaluation.date.year + 1,
        "Évaluation de la CLECT": evaluation.date,
        "Montant voté": "1 234,5 €",
    }

    assert dites(ParticipationRessource, ligne | {"Payeur": "CCAS de Longvic"})[0][2] == (
        "« CCAS de Longvic » est un CCAS, et il faut ici la commune : écrivez « Longvic ». "
        "Une commune paie pour son CCAS."
    )
    appliquer(ParticipationRessource, tableau(ligne), auteur=None, motif="")

    participation = Participation.objects.get()
    assert (participation.montant, participation.evaluation) == (Decimal("1234.50"), evaluation)
    assert participation.mode == Participation.Mode.IMPUTATION_AC


def test_une_facture_vient_d_une_deliberation():
    acte = creer_deliberation(numero="2020-12")
    ligne = CLECT | {"Payeur": creer_commune().nom, "Montant voté": 500}
    facture = ligne | {"Mode": "refacturée chaque année"}

    assert dites(ParticipationRessource, facture) == [
        (2, "Évaluation de la CLECT", "Indiquez l’évaluation de la CLECT ou la délibération."),
    ]
    appliquer(
        ParticipationRessource,
        tableau(facture | {"Délibération": "2020-12"}),
        auteur=None,
        motif="",
    )

    assert Participation.objects.get().deliberation == acte


def test_les_pourcentages_d_une_cle_font_100():
    cle = creer_cle(nature="pourcentages")
    dijon, talant = creer_commune(nom="Dijon"), creer_commune(nom="Talant")
    creer_valeur(cle=cle, collectivite=dijon, valeur=Decimal(60))
    ligne = {
        "Service": cle.service.nom,
        "Clé en vigueur depuis le": "01/01/2019",
        "Collectivité": talant.nom,
    }

    [(_, colonne, phrase)] = dites(ValeurCleRessource, ligne | {"Valeur": "30 %"})
    assert (colonne, "font 90 au lieu de 100" in phrase) == ("Valeur", True)
    appliquer(ValeurCleRessource, tableau(ligne | {"Valeur": "40 %"}), auteur=None, motif="")

    assert sorted(ValeurCle.objects.values_list("valeur", flat=True)) == [40, 60]


def test_une_cle_inconnue_est_dite():
    cle = creer_cle()
    ligne = {"Service": cle.service.nom, "Collectivité": creer_commune().nom, "Valeur": 1}

    [faute] = dites(ValeurCleRessource, ligne | {"Clé en vigueur depuis le": "01/01/2018"})

    assert faute[1:] == (
        "Clé en vigueur depuis le",
        "aucune clé de ce service au « 01/01/2018 » : est-ce « 01/01/2019 » ?",
    )


def test_rien_ne_change_pour_une_participation_identique(votee):
    ligne = CLECT | {"Payeur": votee.payeur.nom, "Montant voté": "100,00"}

    assert analyser(ParticipationRessource, tableau(ligne)).inchangees == 1
    assert EvaluationCLECT.objects.count() == 1


def test_une_participation_se_clot_et_une_autre_lui_succede_dans_le_meme_fichier():
    ouverte = creer_participation(objet="Archives", mode="refacturation", montant=Decimal(100))
    acte = creer_deliberation(numero="2021-07")
    suite = {
        "Payeur": ouverte.payeur.nom,
        "Premier exercice": 2021,
        "Mode": "refacturée chaque année",
        "Objet": "Archives",
        "Délibération": acte.numero,
        "Montant voté": 120,
    }
    fin = {**suite, "Premier exercice": 2020, "Dernier exercice": 2020, "Montant voté": 100}

    appliquer(ParticipationRessource, tableau(suite, fin), auteur=None, motif="")

    ouverte.refresh_from_db()
    assert ouverte.exercice_fin == 2020
    assert Participation.objects.get(exercice_debut=2021).montant == 120


def test_deux_lignes_du_fichier_ne_portent_pas_sur_le_meme_exercice():
    acte = creer_deliberation(numero="2021-07")
    ligne = {
        "Payeur": creer_commune(nom="Ouvry").nom,
        "Mode": "refacturée chaque année",
        "Délibération": acte.numero,
        "Montant voté": 120,
    }

    fautes = dites(
        ParticipationRessource,
        ligne | {"Premier exercice": 2020},
        ligne | {"Premier exercice": 2021},
    )

    assert [(numero, colonne) for numero, colonne, _ in fautes] == [
        (2, "Premier exercice"),
        (3, "Premier exercice"),
    ]
    assert all("porte sur le même exercice (Ouvry, 202" in phrase for *_, phrase in fautes)
