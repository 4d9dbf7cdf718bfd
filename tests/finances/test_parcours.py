"""Des travaux à l'entrée en vigueur : chaque passage, dans l'ordre."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from finances.models import EvaluationCLECT, Participation
from finances.operations import proposer
from tests.epreuves import presque
from tests.fabriques import creer_evaluation, creer_participation, creer_total_vote

pytestmark = pytest.mark.django_db

Etat = EvaluationCLECT.Etat


def test_une_evaluation_va_des_travaux_a_l_entree_en_vigueur(evaluation):
    proposer(evaluation, [2020, 2021])
    creer_total_vote(evaluation=evaluation, exercice_fin=2020, montant=Decimal(625))
    creer_total_vote(evaluation=evaluation, exercice_debut=2021, montant=Decimal(1000))

    evaluation.proposer_a_la_clect()
    evaluation.reprendre_les_travaux()
    evaluation.proposer_a_la_clect()
    evaluation.adopter("à l’unanimité")
    evaluation.approuver()
    evaluation.mettre_en_vigueur()

    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.resultat) == (Etat.EN_VIGUEUR, "à l’unanimité")


VERBES = {
    "proposer_a_la_clect": Etat.EN_TRAVAUX,
    "reprendre_les_travaux": Etat.PROPOSEE,
    "adopter": Etat.PROPOSEE,
    "approuver": Etat.ADOPTEE,
    "mettre_en_vigueur": Etat.APPROUVEE,
}


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("verbe", VERBES)
def test_chaque_passage_ne_se_fait_que_de_son_etat(verbe, etat):
    evaluation = creer_evaluation(etat=etat)
    creer_participation(evaluation=evaluation)
    creer_total_vote(evaluation=evaluation, montant=Decimal(500))
    arguments = ["à l’unanimité"] if verbe == "adopter" else []

    if etat == VERBES[verbe]:
        getattr(evaluation, verbe)(*arguments)
        assert EvaluationCLECT.objects.get().etat == evaluation.etat != etat
    else:
        with pytest.raises(ValidationError, match="seule une évaluation"):
            getattr(evaluation, verbe)(*arguments)
        assert EvaluationCLECT.objects.get().etat == etat


def test_un_passage_deja_fait_par_un_autre_est_refuse():
    evaluation = creer_evaluation(etat=Etat.ADOPTEE)
    EvaluationCLECT.objects.get().approuver()

    with pytest.raises(ValidationError, match="rechargez la page"):
        evaluation.approuver()


def test_une_evaluation_vide_ne_se_propose_pas():
    with pytest.raises(ValidationError, match="pas de participation"):
        creer_evaluation(etat=Etat.EN_TRAVAUX).proposer_a_la_clect()


def test_un_vote_dont_les_parts_ne_font_pas_le_total_s_explique():
    evaluation = creer_evaluation(etat=Etat.PROPOSEE)
    creer_participation(evaluation=evaluation, montant=Decimal(500))
    total = creer_total_vote(evaluation=evaluation, montant=Decimal(499))

    with pytest.raises(ValidationError, match=r"En 2020.*500,00.*499,00.*\+1,00"):
        evaluation.adopter("à l’unanimité")

    presque(total, explication_ecart="Arrondis.").save()
    evaluation.adopter("à l’unanimité")
    assert evaluation.est_figee


def test_un_vote_dit_tous_ses_manques_a_la_fois():
    evaluation = creer_evaluation(etat=Etat.PROPOSEE)
    creer_participation(evaluation=evaluation, exercice_fin=2020)
    creer_participation(evaluation=evaluation, exercice_debut=2021)

    with pytest.raises(ValidationError) as refus:
        evaluation.adopter(" ")

    assert len(refus.value.messages) == 3


def test_l_entree_en_vigueur_clot_les_parts_des_memes_payeurs_et_services(evaluation, service):
    ahuy = service.adhesions.get(collectivite__nom="Ahuy").collectivite
    precedente = creer_evaluation(etat=Etat.EN_VIGUEUR)
    remplacee, sans_service = (
        creer_participation(
            evaluation=precedente, payeur=ahuy, service=s, objet=o, exercice_debut=d
        )
        for s, o, d in [(service, "Juridique", 2019), (None, "Ensemble", 2019)]
    )
    proposer(evaluation, [2020, 2021])
    Participation.objects.filter(evaluation=evaluation).get(
        payeur=ahuy, exercice_debut=2020
    ).full_clean()
    EvaluationCLECT.objects.filter(pk=evaluation.pk).update(etat=Etat.APPROUVEE)
    evaluation.refresh_from_db()

    assert evaluation.mettre_en_vigueur() == 1

    remplacee.refresh_from_db()
    sans_service.refresh_from_db()
    assert (remplacee.exercice_fin, sans_service.exercice_fin) == (2019, None)
    for ligne in Participation.objects.filter(payeur=ahuy):
        ligne.full_clean()


def test_deux_evaluations_adoptees_ne_se_recouvrent_pas():
    votee = creer_participation(
        evaluation=creer_evaluation(etat=Etat.EN_VIGUEUR), exercice_fin=2025
    )

    with pytest.raises(ValidationError, match="porte sur le même exercice"):
        presque(
            Participation(evaluation=creer_evaluation(etat=Etat.EN_TRAVAUX), payeur=votee.payeur),
            exercice_debut=2021,
            montant=Decimal(1),
        ).full_clean()


@pytest.mark.parametrize("creer", [creer_participation, creer_total_vote])
def test_un_montant_ne_precede_pas_la_seance(creer):
    an_prochain = timezone.localdate().replace(month=1, day=1)

    with pytest.raises(ValidationError, match="précède la séance"):
        creer(evaluation=creer_evaluation(date=an_prochain), exercice_debut=2020).full_clean()
