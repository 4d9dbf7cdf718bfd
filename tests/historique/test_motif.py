"""Changer ce qui est voté, signé ou publié demande un motif, gardé avec chaque ligne écrite."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gouvernance.historique.motif import raison_d_un_motif
from gouvernance.models import Cloture, Deliberation
from mutualisation.models import TexteChapitre
from services_communs.models import Avenant
from services_communs.saisie.contenu import TEXTES
from tests.fabriques import (
    creer_adhesion,
    creer_convention,
    creer_cout,
    creer_deliberation,
    creer_effectif,
    creer_evaluation,
    creer_evaluation_en_travaux,
    creer_fiche,
    creer_participation,
    creer_participation_proposee,
    creer_rapport,
    creer_texte,
    creer_total_propose,
    creer_total_vote,
)
from tests.fabriques_rapport import creer_edition

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


def effectif_publie_avant_qu_on_ne_close():
    """Une édition, et aucune clôture : le rapport a paru avant que la clôture n'existe."""
    creer_edition(rapport=creer_rapport(annee=2020))
    return creer_effectif(date=date(2020, 11, 30))


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
        (effectif_publie_avant_qu_on_ne_close, "rapport 2020"),
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


def derniere_suppression(modele):
    return modele.historique.filter(history_type="-").latest().history_change_reason


def test_supprimer_demande_un_motif(client_administrateur):
    deliberation = creer_deliberation()
    adresse = reverse("admin:gouvernance_deliberation_delete", args=[deliberation.pk])
    assert "Motif de la suppression" in client_administrateur.get(adresse).content.decode()
    version = client_administrateur.get(adresse).context["version"]
    saisie = {"post": "yes", "version": version}

    refus = client_administrateur.post(adresse, saisie)
    assert "Dites pourquoi vous changez cette donnée." in refus.content.decode()
    assert Deliberation.objects.exists()

    client_administrateur.post(adresse, saisie | {"motif_du_changement": "Saisie deux fois"})
    assert not Deliberation.objects.exists()
    assert derniere_suppression(Deliberation) == "Saisie deux fois"


def test_supprimer_une_selection_demande_un_motif(client_administrateur):
    deliberation, adresse = (
        creer_deliberation(),
        reverse("admin:gouvernance_deliberation_changelist"),
    )
    choix = {"action": "delete_selected", "_selected_action": [deliberation.pk]}
    page = client_administrateur.post(adresse, choix)
    assert "Motif de la suppression" in page.content.decode()
    choix["versions"] = page.context["versions"]

    refus = client_administrateur.post(adresse, choix | {"post": "yes"})
    assert "Dites pourquoi vous changez cette donnée." in refus.content.decode()
    assert Deliberation.objects.exists()

    motif = {"post": "yes", "motif_du_changement": "Saisie deux fois"}
    perimee = client_administrateur.post(adresse, choix | motif | {"versions": ""})
    assert "Saisie deux fois</textarea>" in perimee.content.decode()
    client_administrateur.post(adresse, choix | motif)
    assert not Deliberation.objects.exists()
    assert derniere_suppression(Deliberation) == "Saisie deux fois"


def test_une_action_sur_des_fiches_publiees_demande_un_motif(client_administrateur):
    fiche = creer_fiche(annee=2020, etat="a_valider")
    publier_puis_rouvrir(2020)
    adresse = reverse("admin:services_communs_fiche_changelist")
    choix = {"action": "valider", "_selected_action": [fiche.pk]}
    page = client_administrateur.post(adresse, choix)
    assert "Valider les fiches soumises" in page.content.decode()
    assert "Dites pourquoi" not in page.content.decode()
    choix |= {"versions": page.context["versions"], "confirmer": "oui"}

    refus = client_administrateur.post(adresse, choix)
    assert "Dites pourquoi vous changez cette donnée." in refus.content.decode()
    fiche.refresh_from_db()
    assert fiche.etat == "a_valider"

    client_administrateur.post(adresse, choix | {"motif_du_changement": "Relue après coup"})
    fiche.refresh_from_db()
    assert fiche.etat == "validee"
    assert fiche.historique.latest().history_change_reason == "Relue après coup"


def test_supprimer_ce_qui_n_est_ni_vote_ni_publie_ne_demande_rien(client_administrateur):
    texte = creer_texte()
    adresse = reverse("admin:gouvernance_texte_delete", args=[texte.pk])

    assert "motif" not in client_administrateur.get(adresse).content.decode().lower()


def test_le_recit_d_un_rapport_publie_demande_un_motif(client_administrateur):
    creer_edition(rapport=creer_rapport(annee=2020))
    adresse = reverse("texte_saisir", args=[2020, "essentiel"])
    page = client_administrateur.get(adresse)
    assert "motif_du_changement" in page.content.decode()
    empreinte = page.context["formulaire"].empreinte_enregistree
    saisie = {"texte": "Un récit.", "empreinte": empreinte, "action": "enregistrer"}

    refus = client_administrateur.post(adresse, saisie)
    assert "Dites pourquoi" in refus.content.decode()
    apercu = client_administrateur.post(adresse, saisie | {"action": "apercu"})
    assert "Dites pourquoi" not in apercu.content.decode()
    assert not TexteChapitre.objects.exists()

    client_administrateur.post(adresse, saisie | {"motif_du_changement": "Un erratum"})
    assert TexteChapitre.historique.latest().history_change_reason == "Un erratum"


def test_la_fiche_d_un_rapport_publie_demande_un_motif(client_administrateur):
    fiche = creer_fiche(annee=2020)
    adresse = reverse("fiche_saisir", args=[2020, fiche.domaine.code])
    assert "motif_du_changement" not in client_administrateur.get(adresse).content.decode()
    publier_puis_rouvrir(2020)
    page = client_administrateur.get(adresse)
    assert "motif_du_changement" in page.content.decode()
    saisie = {"action": "enregistrer", "version": page.context["saisie"].version}
    for nom in ["objectifs", "pistes", "realisations"]:
        saisie |= {f"{nom}-TOTAL_FORMS": 0, f"{nom}-INITIAL_FORMS": 0}
    saisie |= {f"fiche-{nom}": "" for nom in TEXTES} | {"fiche-faits_marquants": "Un fait."}

    refus = client_administrateur.post(adresse, saisie)
    assert "Dites pourquoi" in refus.content.decode()
    fiche.refresh_from_db()
    assert fiche.faits_marquants == ""

    client_administrateur.post(adresse, saisie | {"motif_du_changement": "Un oubli"})
    fiche.refresh_from_db()
    assert fiche.faits_marquants == "Un fait."
    assert fiche.historique.latest().history_change_reason == "Un oubli"
