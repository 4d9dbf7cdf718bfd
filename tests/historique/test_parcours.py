"""Les grands parcours d'écriture, sur le cas réel : l'historique dit ensuite toute la base."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from finances.models import EvaluationCLECT, Scenario
from finances.operations import proposer
from gouvernance.consultations.operations import noter_reponse, ouvrir_consultation
from gouvernance.models import Collectivite, ReponseCommune, Seance
from gouvernance.seances.operations import noter_envois
from services_communs.models import Adhesion, Fiche, ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import creer_administrateur, creer_cle, creer_cout
from tests.historique.fidelite import echappees
from tests.severite import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees")]


def test_charger_les_donnees():
    assert echappees() == {}


def test_ouvrir_relancer_et_faire_avancer_une_campagne():
    call_command("ouvrir_campagne", "2021", verbosity=0)
    call_command("relancer_campagne", "2021", verbosity=0)
    fiche, agent = Fiche.objects.filter(annee=2021).first(), creer_administrateur()
    fiche.commencer(agent)
    fiche.soumettre(agent)
    fiche.renvoyer(agent, "À compléter.")

    assert echappees() == {}


def test_consulter_les_communes_et_suivre_une_seance():
    communes = list(Collectivite.objects.membres_le(timezone.localdate()))
    consultation = ouvrir_consultation(
        nature="schema",
        objet="Schéma",
        transmise_le=timezone.localdate(),
        communes=communes,
    )
    reponse = ReponseCommune.objects.filter(consultation=consultation).first()
    noter_reponse(reponse, sens="favorable", rendue_le=timezone.localdate())
    call_command("relancer_consultations", verbosity=0)
    envoi = {"nature": "convocation", "fait_le": date(2020, 1, 2), "moyen": "envoi"}
    noter_envois(Seance.objects.first(), communes=communes, **envoi)

    assert echappees() == {}


def test_evaluer_deux_fois_puis_adopter():
    service = ServiceCommun.objects.filter(adhesions__isnull=False).first()
    evaluation = EvaluationCLECT.objects.create(date=date(2031, 1, 15), objet="Essai")
    creer_cout(evaluation=evaluation, service=service, exercice=2031)
    cle = creer_cle(service=service, date_debut=date(2031, 1, 1))
    for adhesion in Adhesion.objects.filter(service=service).en_cours_le(date(2031, 6, 1)):
        commune = adhesion.collectivite.commune or adhesion.collectivite
        cle.valeurs.get_or_create(collectivite=commune, defaults={"valeur": 10})
    proposer(evaluation, [2031])
    evaluation.couts.update_or_create(service=service, exercice=2031, defaults={"montant": 2000})
    proposer(evaluation, [2031])
    evaluation.proposer_a_la_clect()

    assert evaluation.participations.exists()
    assert echappees() == {}


def test_simuler_puis_dupliquer():
    auteur = creer_administrateur()
    scenario = Scenario.objects.create(
        nom="Essai", auteur=auteur, premier_exercice=2021, dernier_exercice=2022
    )
    scenario.hypotheses.create(
        nature="retrait",
        service=ServiceCommun.objects.first(),
        commune=Collectivite.objects.communes().first(),
        date_effet=date(2021, 7, 1),
    )
    copie = scenario.dupliquer(auteur)
    connecter(auteur).post(reverse("scenario_supprimer", args=[scenario.pk]))

    assert copie.hypotheses.count() == 1
    assert not Scenario.objects.filter(pk=scenario.pk).exists()
    assert echappees() == {}


def test_supprimer_par_une_action_de_l_administration():
    client = connecter(creer_administrateur())
    adresse = reverse("admin:services_communs_fiche_changelist")
    choisies = {"action": "delete_selected", "_selected_action": [Fiche.objects.first().pk]}
    client.post(adresse, lire_formulaire(client.post(adresse, choisies), "post"))

    assert echappees() == {}
