"""Clore plusieurs adhésions : aperçu, fautes par ligne, tout ou rien, motif gardé."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from services_communs.models import Adhesion
from services_communs.operations import cloturer_adhesions
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_ccas,
    creer_convention,
    creer_participation,
)

pytestmark = pytest.mark.django_db

ADHESIONS = reverse("admin:services_communs_adhesion_changelist")
DECISION = {"date_fin": "31/12/2022", "motif": "Retrait voté le 4 octobre 2022"}
LE_JOUR = date(2022, 12, 31)


def envoyer(client, adhesions, **champs):
    choix = {"action": "cloturer", "_selected_action": [adhesion.pk for adhesion in adhesions]}
    return client.post(ADHESIONS, choix | champs, follow=True)


def confirmer(client, adhesions):
    """L'aperçu, puis son bouton : il porte les versions que l'aperçu a montrées."""
    versions = envoyer(client, adhesions, **DECISION).context["versions"]
    return envoyer(client, adhesions, confirmer="", versions=versions, **DECISION)


def fins():
    return set(Adhesion.objects.values_list("date_fin", flat=True))


def test_une_adhesion_close_ne_se_clot_pas_deux_fois():
    adhesion = creer_adhesion(date_fin=date(2020, 12, 31))

    with pytest.raises(ValidationError, match="Déjà close au 31"):
        adhesion.cloturer(LE_JOUR)


def test_tout_ou_rien():
    adhesions = [creer_adhesion(), creer_adhesion(date_debut=date(2023, 1, 1))]

    fautes = cloturer_adhesions(adhesions=adhesions, jour=LE_JOUR, motif="", auteur=creer_agent())

    assert fautes == {adhesions[1].pk: "La date de fin précède la date de début."}
    assert fins() == {None}


def test_un_essai_n_ecrit_rien_pas_meme_dans_l_historique():
    adhesion = creer_adhesion()
    avant = adhesion.historique.count()
    decision = {"jour": LE_JOUR, "motif": "", "auteur": creer_agent()}

    assert cloturer_adhesions(adhesions=[adhesion], essai=True, **decision) == {}

    assert fins() == {None}
    assert adhesion.historique.count() == avant


def test_le_motif_et_l_auteur_restent_dans_l_historique():
    adhesion, agent = creer_adhesion(), creer_agent()

    cloturer_adhesions(adhesions=[adhesion], jour=LE_JOUR, motif="Retrait", auteur=agent)

    ligne = adhesion.historique.first()
    assert (ligne.date_fin, ligne.history_change_reason, ligne.history_user) == (
        LE_JOUR,
        "Retrait",
        agent,
    )


def test_la_page_demande_la_date_et_le_motif(client_administrateur):
    adhesion = creer_adhesion()

    choix = envoyer(client_administrateur, [adhesion])
    vide = envoyer(client_administrateur, [adhesion], date_fin="", motif="")

    assert "Clore 1\u00a0adhésion" in choix.content.decode()
    assert not choix.context["formulaire"].errors
    assert set(vide.context["formulaire"].errors) == {"date_fin", "motif"}
    assert fins() == {None}


def test_l_apercu_dit_ce_que_la_fin_entraine(client_administrateur):
    adhesion = creer_adhesion(convention=creer_convention(objet="Pôle juridique"))
    creer_participation(payeur=adhesion.collectivite, montant=12000)
    creer_participation(payeur=adhesion.collectivite, exercice_debut=2019, exercice_fin=2022)

    apercu = envoyer(client_administrateur, [adhesion], **DECISION)

    suites = " ".join(apercu.context["lignes"][0].suites)
    assert "Pôle juridique" in suites
    assert "n’a plus aucun adhérent" in suites
    assert suites.count("La participation de") == 1
    assert "12\u00a0000\u00a0€, 2020 et suivants" in suites
    assert fins() == {None}


def test_la_commune_paie_encore_quand_seul_son_ccas_part(client_administrateur):
    ccas = creer_ccas()
    de_la_commune = creer_adhesion(collectivite=ccas.commune)
    du_ccas = creer_adhesion(service=de_la_commune.service, collectivite=ccas)
    creer_participation(payeur=ccas.commune)

    du_seul_ccas = envoyer(client_administrateur, [du_ccas], **DECISION).context["lignes"]
    des_deux = envoyer(client_administrateur, [de_la_commune, du_ccas], **DECISION)

    assert du_seul_ccas[0].suites == ()
    assert [len(ligne.suites) for ligne in des_deux.context["lignes"]] == [2, 2]


def test_chaque_faute_est_dite_et_rien_n_est_clos(client_administrateur):
    adhesions = [
        creer_adhesion(),
        creer_adhesion(date_fin=date(2020, 12, 31)),
        creer_adhesion(date_debut=date(2023, 1, 1)),
    ]

    page = confirmer(client_administrateur, adhesions)

    assert [ligne.faute for ligne in page.context["lignes"]] == [
        "",
        "Déjà close au 31\u00a0décembre 2020.",
        "La date de fin précède la date de début.",
    ]
    assert "2\u00a0adhésions ne peuvent" in page.content.decode()
    assert fins() == {None, date(2020, 12, 31)}
    assert not LogEntry.objects.exists()


def test_confirmer_clot_tout_et_le_note(client_administrateur):
    adhesions = [creer_adhesion(), creer_adhesion()]

    page = confirmer(client_administrateur, adhesions)

    assert "2\u00a0adhésions closes au 31\u00a0décembre 2022." in page.content.decode()
    assert fins() == {LE_JOUR}
    assert {entree.change_message for entree in LogEntry.objects.all()} == {
        "Close au 31/12/2022 : Retrait voté le 4 octobre 2022"
    }


def test_les_suites_se_lisent_en_un_nombre_constant_de_requetes(client_administrateur, requetes):
    page = client_administrateur.get(ADHESIONS).context["cl"].model_admin
    une = [creer_adhesion(convention=creer_convention())]
    creer_participation(payeur=une[0].collectivite)
    avant = requetes(lambda: page.suites_de_cloture(une, LE_JOUR))
    plusieurs = une + [creer_adhesion(convention=creer_convention()) for _ in range(5)]
    for adhesion in plusieurs[1:]:
        creer_participation(payeur=adhesion.collectivite)

    assert requetes(lambda: page.suites_de_cloture(plusieurs, LE_JOUR)) == avant
