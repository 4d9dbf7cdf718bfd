"""Changer ce qui est voté, signé ou publié demande un motif, gardé avec chaque ligne écrite."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gouvernance.historique.motif import raison_d_un_motif
from gouvernance.models import Cloture
from services_communs.models import Avenant
from tests.fabriques import (
    creer_adhesion,
    creer_convention,
    creer_cout,
    creer_deliberation,
    creer_effectif,
    creer_evaluation,
    creer_evaluation_en_travaux,
    creer_participation,
    creer_participation_proposee,
    creer_texte,
    creer_total_propose,
    creer_total_vote,
)

pytestmark = pytest.mark.django_db


def adhesion_deliberee():
    adhesion = creer_adhesion()
    adhesion.deliberations.add(creer_deliberation())
    return adhesion


def publier_puis_rouvrir(annee: int) -> None:
    jour = timezone.now()
    Cloture.objects.create(annee=annee, close_le=jour, rouverte_le=jour, motif="Erratum")


def effectif_publie():
    publier_puis_rouvrir(2020)
    return creer_effectif(date=date(2020, 11, 30))


def adhesion_comptee_dans_un_rapport_publie():
    publier_puis_rouvrir(2020)
    return creer_adhesion(date_debut=date(2018, 1, 1))


def avenant(**valeurs):
    return Avenant.objects.create(
        convention=creer_convention(**valeurs), numero=1, objet="x", date_effet=date(2019, 1, 1)
    )


def demain():
    return timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("creer", "raison"),
    [
        (creer_deliberation, "voté"),
        (creer_convention, "signée"),
        (avenant, "signée"),
        (adhesion_deliberee, "délibérée"),
        (creer_evaluation, "évaluation est"),
        (creer_participation, "évaluation est"),
        (creer_total_vote, "évaluation est"),
        (effectif_publie, "rapport 2020"),
        (adhesion_comptee_dans_un_rapport_publie, "rapport 2020"),
    ],
)
def test_un_motif_est_demande(creer, raison):
    assert raison in raison_d_un_motif(creer())


@pytest.mark.parametrize(
    "creer",
    [
        creer_texte,
        creer_adhesion,
        creer_effectif,
        creer_evaluation_en_travaux,
        creer_participation_proposee,
        creer_total_propose,
        lambda: creer_cout(evaluation=creer_evaluation_en_travaux()),
        lambda: creer_convention(date_signature=demain(), date_debut=demain()),
        lambda: creer_deliberation(date=demain()),
    ],
)
def test_aucun_motif_n_est_demande(creer):
    assert raison_d_un_motif(creer()) == ""


def saisie_de(client, adresse) -> dict:
    """Ce que la page enverrait si l'on ne changeait rien."""
    contexte = client.get(adresse).context
    formulaires = [contexte["adminform"].form]
    for inline in contexte["inline_admin_formsets"]:
        formulaires += [inline.formset.management_form, *inline.formset.forms]
    return {
        formulaire.add_prefix(nom): "" if (valeur := formulaire[nom].value()) is None else valeur
        for formulaire in formulaires
        for nom in formulaire.fields
    }


def test_la_page_ne_demande_un_motif_que_s_il_en_faut(client_administrateur):
    pages = {
        "motif_du_changement" in client_administrateur.get(adresse).content.decode()
        for adresse in [
            reverse("admin:gouvernance_texte_change", args=[creer_texte().pk]),
            reverse("admin:gouvernance_texte_add"),
            reverse("admin:gouvernance_deliberation_add"),
        ]
    }

    assert pages == {False}


def test_sans_motif_rien_ne_s_ecrit_avec_un_motif_tout_le_garde(client_administrateur):
    deliberation = creer_deliberation(objet="Avant")
    adresse = reverse("admin:gouvernance_deliberation_change", args=[deliberation.pk])
    saisie = saisie_de(client_administrateur, adresse) | {"objet": "Après"}
    refus = client_administrateur.post(adresse, saisie)
    assert "Dites pourquoi vous changez cette donnée." in refus.content.decode()
    deliberation.refresh_from_db()
    assert deliberation.objet == "Avant"

    saisie["motif_du_changement"] = "Objet mal recopié"
    assert client_administrateur.post(adresse, saisie).status_code == 302
    deliberation.refresh_from_db()
    assert deliberation.objet == "Après"
    assert deliberation.historique.latest().history_change_reason == "Objet mal recopié"


def test_enregistrer_sans_rien_changer_ne_demande_rien(client_administrateur):
    deliberation = creer_deliberation()
    adresse = reverse("admin:gouvernance_deliberation_change", args=[deliberation.pk])

    reponse = client_administrateur.post(adresse, saisie_de(client_administrateur, adresse))
    assert reponse.status_code == 302


def test_changer_une_ligne_demande_aussi_un_motif(client_administrateur):
    evaluation = creer_evaluation()
    total = creer_total_vote(evaluation=evaluation, montant=Decimal(1000))
    adresse = reverse("admin:finances_evaluationclect_change", args=[evaluation.pk])
    saisie = saisie_de(client_administrateur, adresse)
    saisie["totaux-0-explication_ecart"] = "Arrondis"
    refus = client_administrateur.post(adresse, saisie)
    assert "Dites pourquoi vous changez cette donnée." in refus.content.decode()
    total.refresh_from_db()
    assert total.explication_ecart == ""

    client_administrateur.post(adresse, saisie | {"motif_du_changement": "Écart expliqué"})
    total.refresh_from_db()
    assert total.explication_ecart == "Arrondis"
    assert total.historique.latest().history_change_reason == "Écart expliqué"
