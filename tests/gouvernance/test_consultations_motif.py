"""Une consultation close ou suivie d'un vote du conseil ne change pas sans qu'on dise pourquoi."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Cloture, Consultation
from tests.conflits.pages import envoyer_a_jour
from tests.fabriques import creer_deliberation
from tests.gouvernance.test_consultations_pages import adresse_de, repondre

pytestmark = pytest.mark.django_db

DEMANDE = "Dites pourquoi vous changez cette donnée."
MOTIF = {"motif_du_changement": "Mauvaise commune"}


@pytest.fixture
def conclue(clect):
    clect.deliberation = creer_deliberation(date=date(2021, 5, 20), objet="Prend acte")
    clect.save()
    return clect


def test_en_cours_rien_n_est_demande(redacteur, clect):
    page = redacteur.get(adresse_de(clect.reponses.get(commune__nom="Ahuy")))

    assert "motif_du_changement" not in page.content.decode()


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        ({"verbe": "noter", "sens": "favorable", "rendue_le": "2021-02-10"}, "favorable"),
        ({"verbe": "effacer"}, ""),
        ({"verbe": "dater", "transmise_le": "2021-01-18"}, date(2021, 1, 18)),
    ],
)
def test_une_reponse_d_une_consultation_conclue_demande_un_motif(
    redacteur, conclue, saisie, attendu
):
    reponse = conclue.reponses.get(commune__nom="Ahuy")
    if saisie["verbe"] == "effacer":
        reponse = repondre(conclue, "Ahuy", "favorable", date(2021, 2, 10))
    champ = "transmise_le" if saisie["verbe"] == "dater" else "sens"
    avant = getattr(reponse, champ)

    refus = envoyer_a_jour(redacteur, adresse_de(reponse), saisie)
    assert DEMANDE in refus.content.decode()
    reponse.refresh_from_db()
    assert getattr(reponse, champ) == avant

    envoyer_a_jour(redacteur, adresse_de(reponse), saisie | MOTIF)
    reponse.refresh_from_db()
    assert getattr(reponse, champ) == attendu
    assert reponse.historique.latest().history_change_reason == "Mauvaise commune"


def test_le_motif_et_la_reponse_refuses_sont_rendus(redacteur, conclue):
    reponse = conclue.reponses.get(commune__nom="Ahuy")
    saisie = {"verbe": "noter", "sens": "favorable", "rendue_le": "", "observations": "Unanime."}

    page = envoyer_a_jour(redacteur, adresse_de(reponse), saisie | MOTIF).content.decode()

    assert "Mauvaise commune</textarea>" in page
    assert "Unanime.</textarea>" in page


def test_conclure_apres_coup_demande_un_motif(redacteur, conclue):
    autre = creer_deliberation(date=date(2021, 6, 24), objet="Rectifie")
    adresse = reverse("consultation_conclure", args=[conclue.pk])

    refus = envoyer_a_jour(redacteur, adresse, {"deliberation": autre.pk})
    assert DEMANDE in refus.content.decode()
    assert Consultation.objects.get(pk=conclue.pk).deliberation == conclue.deliberation
    envoyer_a_jour(redacteur, adresse, {"deliberation": autre.pk} | MOTIF)

    conclue.refresh_from_db()
    assert conclue.deliberation == autre
    assert conclue.historique.latest().history_change_reason == "Mauvaise commune"


def test_clore_ce_qu_un_rapport_a_publie_demande_un_motif(redacteur, clect):
    jour = timezone.now()
    Cloture.objects.create(annee=2021, close_le=jour, rouverte_le=jour, motif="Erratum")
    adresse = reverse("consultation_clore", args=[clect.pk])
    assert "rapport 2021" in redacteur.get(clect.get_absolute_url()).content.decode()

    refus = redacteur.post(adresse, follow=True)
    assert DEMANDE in refus.content.decode()
    assert Consultation.objects.get(pk=clect.pk).close_le is None
    redacteur.post(adresse, MOTIF)

    clect.refresh_from_db()
    assert clect.close_le
    assert clect.historique.latest().history_change_reason == "Mauvaise commune"
