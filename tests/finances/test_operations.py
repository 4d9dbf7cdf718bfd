"""De la saisie au vote : le calcul proposé, ajusté, relancé ; chaque passage dans l'ordre."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from finances.models import EvaluationCLECT, Participation
from finances.operations import proposer
from tests.epreuves import presque
from tests.fabriques import (
    creer_adhesion,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_evaluation,
    creer_participation,
    creer_service,
    creer_total_vote,
    creer_valeur,
    metropole,
)

pytestmark = pytest.mark.django_db

Etat = EvaluationCLECT.Etat


@pytest.fixture
def service():
    return creer_service(gestionnaire=metropole(), nom="Affaires juridiques")


@pytest.fixture
def evaluation(service):
    """1 000 € en 2020 et 2021 ; Ahuy pèse 1, Talant 3 depuis le 1er juillet 2020."""
    evaluation = creer_evaluation(etat=Etat.EN_TRAVAUX)
    cle = creer_cle(service=service)
    for nom, valeur, debut in [("Ahuy", 1, date(2019, 1, 1)), ("Talant", 3, date(2020, 7, 1))]:
        commune = creer_commune(nom=nom)
        creer_adhesion(service=service, collectivite=commune, date_debut=debut)
        creer_valeur(cle=cle, collectivite=commune, valeur=Decimal(valeur))
    for exercice in [2020, 2021]:
        creer_cout(evaluation=evaluation, service=service, exercice=exercice)
    return evaluation


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


def test_seule_une_evaluation_en_travaux_se_calcule(evaluation):
    EvaluationCLECT.objects.filter(pk=evaluation.pk).update(etat=Etat.PROPOSEE)

    with pytest.raises(ValidationError, match="seule une évaluation en travaux"):
        proposer(evaluation, [2020])


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
