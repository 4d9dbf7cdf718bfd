"""Du rapport adopté par la CLECT à son approbation par les communes consultées."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from finances.models import EvaluationCLECT
from gouvernance.consultations.operations import noter_reponse, ouvrir_consultation
from gouvernance.models import Consultation
from tests.fabriques import (
    creer_administrateur,
    creer_commune,
    creer_elu,
    creer_evaluation,
    creer_population,
)

pytestmark = pytest.mark.django_db

Etat = EvaluationCLECT.Etat


@pytest.fixture
def communes():
    """Dijon a plus de la moitié des habitants, moins des deux tiers."""
    lignes = []
    for nom, habitants in [("Dijon", 600), ("Talant", 250), ("Ahuy", 150)]:
        commune = creer_commune(nom=nom, date_debut=date(2000, 1, 1))
        creer_population(
            collectivite=commune, millesime=2018, municipale=habitants, totale=habitants
        )
        lignes.append(commune)
    return lignes


@pytest.fixture
def evaluation(communes):
    evaluation = creer_evaluation(etat=Etat.ADOPTEE)
    evaluation.consulter(
        ouvrir_consultation(
            nature="rapport_clect",
            objet="Rapport de la CLECT",
            transmise_le=timezone.localdate() - timedelta(days=30),
            communes=communes,
        )
    )
    return evaluation


def approuver_par(evaluation, *noms):
    for reponse in evaluation.consultation.reponses.filter(commune__nom__in=noms):
        noter_reponse(reponse, sens="favorable", rendue_le=timezone.localdate())


def test_la_majorite_qualifiee_approuve_le_rapport(evaluation):
    approuver_par(evaluation, "Dijon", "Ahuy")

    evaluation.approuver()

    assert EvaluationCLECT.objects.get().etat == Etat.APPROUVEE


@pytest.mark.parametrize(
    ("noms", "phrases"),
    [
        (["Dijon"], ["majorité encore possible", "Pour 2 conseils et 501 habitants"]),
        (["Talant", "Ahuy"], ["majorité encore possible", "Rien ne passe sans Dijon."]),
    ],
    ids=["Dijon seule", "tous sauf Dijon"],
)
def test_sans_majorite_le_rapport_ne_s_approuve_pas(evaluation, noms, phrases):
    approuver_par(evaluation, *noms)

    with pytest.raises(ValidationError) as refus:
        evaluation.approuver()

    dit = " ".join(refus.value.messages)
    assert all(phrase in dit for phrase in phrases)
    assert EvaluationCLECT.objects.get().etat == Etat.ADOPTEE


def test_un_rapport_ne_se_soumet_qu_une_fois_et_une_fois_adopte(evaluation):
    autre = creer_evaluation(etat=Etat.PROPOSEE)

    with pytest.raises(ValidationError, match="déjà soumise"):
        evaluation.consulter(evaluation.consultation)
    with pytest.raises(ValidationError, match="seule une évaluation adoptée"):
        autre.consulter(evaluation.consultation)


def test_la_page_mene_de_l_evaluation_a_la_consultation_et_retour(client, communes):
    evaluation = creer_evaluation(etat=Etat.ADOPTEE, objet="Assurances")
    client.force_login(creer_administrateur())
    ouvrir = reverse("evaluation_consulter", args=[evaluation.pk])
    assert ouvrir in client.get(evaluation.get_absolute_url()).content.decode()
    formulaire = client.get(ouvrir).context["formulaire"]
    saisie = {
        "objet": formulaire["objet"].value(),
        "transmise_le": timezone.localdate().isoformat(),
        "population": "totale",
        "communes": [commune.pk for commune in communes],
    }

    apercu = client.post(ouvrir, saisie).context["apercu"]
    assert not Consultation.objects.exists()
    reponse = client.post(ouvrir, saisie | {"cachet": apercu.cachet}, follow=True)

    evaluation.refresh_from_db()
    assert reponse.redirect_chain[-1][0] == evaluation.consultation.get_absolute_url()
    assert evaluation.get_absolute_url() in reponse.content.decode()
    page = client.get(evaluation.get_absolute_url()).content.decode()
    assert "0\u00a0réponse sur 3" in page
    assert client.get(ouvrir).status_code == 404


def test_un_elu_d_une_autre_commune_ne_lit_pas_la_consultation(client, evaluation):
    client.force_login(creer_elu(creer_commune()))

    page = client.get(evaluation.get_absolute_url()).content.decode()

    assert evaluation.consultation.get_absolute_url() not in page
