"""Le calcul proposé, ajusté, relancé ; ce qui manque est dit."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from finances.models import EvaluationCLECT
from finances.operations import proposer
from tests.epreuves import presque
from tests.fabriques import (
    creer_adhesion,
    creer_cout,
    creer_evaluation,
    creer_participation,
    creer_valeur,
)

pytestmark = pytest.mark.django_db

Etat = EvaluationCLECT.Etat


def lignes(evaluation):
    return {
        (ligne.payeur.nom, ligne.exercices): ligne
        for ligne in evaluation.participations.avec_relations()
    }


def montants(evaluation):
    return {cle: ligne.montant for cle, ligne in lignes(evaluation).items()}


def ajuster(evaluation, cle, montant, motif="Vote de la commune"):
    ligne = presque(lignes(evaluation)[cle], montant=Decimal(montant), motif_ecart=motif)
    ligne.full_clean()
    ligne.save()


def test_le_calcul_ecrit_une_ligne_par_payeur_service_et_exercice(evaluation, service):
    bilan = proposer(evaluation, [2020, 2021])

    assert montants(evaluation) == {
        ("Ahuy", "2020"): 250,
        ("Talant", "2020"): 375,
        ("Ahuy", "2021 et suivants"): 250,
        ("Talant", "2021 et suivants"): 750,
    }
    talant = lignes(evaluation)["Talant", "2020"]
    assert (talant.mois, talant.objet, talant.service) == (6, "Affaires juridiques", service)
    assert talant.montant_calcule == talant.montant
    assert (bilan.calculees, bilan.ajustees, bilan.retirees) == (4, 0, 0)
    for ligne in evaluation.participations.all():
        ligne.full_clean()


def test_un_nouveau_calcul_remplace_le_precedent(evaluation, service):
    proposer(evaluation, [2020, 2021])
    evaluation.couts.filter(exercice=2020).update(montant=Decimal(2000))
    service.adhesions.filter(collectivite__nom="Talant").delete()

    bilan = proposer(evaluation, [2020, 2021])

    assert montants(evaluation) == {("Ahuy", "2020"): 2000, ("Ahuy", "2021 et suivants"): 1000}
    assert bilan.retirees == 2


def test_un_exercice_ajoute_referme_le_dernier(evaluation, service):
    proposer(evaluation, [2020, 2021])
    creer_cout(evaluation=evaluation, service=service, exercice=2022)

    proposer(evaluation, [2022])

    assert {exercices for _, exercices in montants(evaluation)} == {
        "2020",
        "2021",
        "2022 et suivants",
    }


def test_une_ligne_ajustee_survit_au_calcul_et_garde_son_ecart(evaluation):
    proposer(evaluation, [2020, 2021])
    ajuster(evaluation, ("Ahuy", "2020"), 200)
    evaluation.couts.filter(exercice=2020).update(montant=Decimal(1200))

    bilan = proposer(evaluation, [2020, 2021])

    ligne = lignes(evaluation)["Ahuy", "2020"]
    assert (ligne.montant, ligne.montant_calcule, ligne.ecart_de_calcul) == (200, 300, -100)
    assert (bilan.calculees, bilan.ajustees) == (3, 1)


def test_une_ligne_saisie_a_la_main_n_est_pas_ecrasee(evaluation, service):
    ahuy = service.adhesions.get(collectivite__nom="Ahuy").collectivite
    creer_participation(
        evaluation=evaluation, payeur=ahuy, service=service, objet=service.nom, exercice_fin=2020
    )

    proposer(evaluation, [2020, 2021])

    assert montants(evaluation)["Ahuy", "2020"] == 500


def test_tout_ce_qui_manque_est_dit_et_rien_n_est_ecrit(evaluation, service):
    service.cles.get().valeurs.all().delete()

    with pytest.raises(ValidationError) as refus:
        proposer(evaluation, [2020, 2021, 2022])

    texte = " ".join(refus.value.messages)
    assert "Ahuy n’a pas de valeur" in texte
    assert "Talant n’a pas de valeur" in texte
    assert "2022" in texte
    assert not evaluation.participations.exists()


def test_sans_cout_il_n_y_a_rien_a_calculer():
    with pytest.raises(ValidationError, match="aucun coût"):
        proposer(creer_evaluation(etat=Etat.EN_TRAVAUX), [])


def test_des_pourcentages_qui_ne_font_pas_cent_sont_nommes(evaluation, service):
    service.cles.update(nature="pourcentages")

    with pytest.raises(ValidationError, match="font 4 au lieu de 100") as refus:
        proposer(evaluation, [2020])

    assert "Ahuy\xa0: 1" in refus.value.messages[0]


def test_un_exercice_anterieur_a_la_seance_est_refuse(evaluation):
    EvaluationCLECT.objects.filter(pk=evaluation.pk).update(date=date(2021, 1, 5))

    with pytest.raises(ValidationError, match=r"Ahuy, Affaires juridiques, 2020.*précède"):
        proposer(evaluation, [2020])


def test_une_part_deja_votee_pour_l_exercice_est_nommee(evaluation, service):
    ahuy = service.adhesions.get(collectivite__nom="Ahuy").collectivite
    votee = creer_participation(
        evaluation=creer_evaluation(etat=Etat.EN_VIGUEUR),
        payeur=ahuy,
        service=service,
        exercice_debut=2020,
    )

    with pytest.raises(ValidationError, match=r"Ahuy.*2020.*déjà évaluée") as refus:
        proposer(evaluation, [2020])

    assert str(votee.evaluation) in refus.value.messages[0]


def test_le_calcul_demande_un_nombre_constant_de_requetes(evaluation, service, requetes):
    avant = requetes(lambda: proposer(evaluation, [2020, 2021]))
    for _ in range(8):
        adhesion = creer_adhesion(service=service)
        creer_valeur(cle=service.cles.get(), collectivite=adhesion.collectivite)

    assert requetes(lambda: proposer(evaluation, [2020, 2021])) == avant


def test_seule_une_evaluation_en_travaux_se_calcule(evaluation):
    EvaluationCLECT.objects.filter(pk=evaluation.pk).update(etat=Etat.PROPOSEE)

    with pytest.raises(ValidationError, match="seule une évaluation en travaux"):
        proposer(evaluation, [2020])
