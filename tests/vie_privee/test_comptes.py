"""Ce qu'on garde d'un compte se lit, se télécharge et s'efface."""

import json
from datetime import UTC, datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from gouvernance.comptes.donnees import donnees_du_compte, lire_mon_compte
from gouvernance.comptes.operations import effacer_le_compte
from gouvernance.models import PreferenceDeListe, SessionOuverte, Utilisateur
from services_communs.models import CommentaireFiche
from tests.fabriques import creer_administrateur, creer_agent, creer_commune, creer_domaine
from tests.fabriques_gouvernance import creer_preference
from tests.fabriques_rapport import creer_commentaire, creer_edition
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db


@pytest.fixture
def compte():
    return creer_agent(
        username="jdurand", first_name="Julie", last_name="Durand", email="julie@exemple.fr"
    )


def test_ses_donnees_disent_tout_sauf_le_mot_de_passe(compte):
    compte.set_password("une phrase de passe")
    compte.save()
    compte.collectivites.add(creer_commune(nom="Talant"))
    creer_commentaire(auteur=compte, texte="Relu.")

    donnees = donnees_du_compte(compte)

    assert "Talant" in donnees["compte"]["collectivités"]
    assert "mot de passe" not in donnees["compte"]
    assert [lien["table"] for lien in donnees["liens"]] == ["commentaire"]
    assert compte.password not in json.dumps(donnees)


def test_ce_qu_une_personne_a_ecrit_est_dans_ses_donnees(compte):
    client = ClientSevere()
    client.force_login(compte)
    creer_preference(utilisateur=compte)

    telecharge = client.get(reverse("mes_donnees"))

    assert telecharge["Content-Disposition"].startswith("attachment")
    assert "préférence de liste" in {lien["table"] for lien in telecharge.json()["liens"]}
    assert "Julie" in client.get(reverse("mon_compte")).content.decode()


def test_mon_compte_se_lit_sans_connaitre_l_informatique(compte):
    compte.collectivites.add(creer_commune(nom="Talant"))
    compte.date_joined = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)

    champs = dict(lire_mon_compte(compte).champs)

    assert champs["compte ouvert"] == "oui"
    assert champs["a tous les droits"] == "non"
    assert champs["date d’inscription"] == "22\u00a0novembre 2026 à 13\u00a0h\u00a005"
    assert champs["collectivités"] == "Talant"
    assert champs["groupes"] == ""


def test_effacer_retire_le_nom_partout(compte):
    creer_preference(utilisateur=compte)
    commentaire = creer_commentaire(auteur=compte)
    edition = creer_edition(publiee_par=compte)
    domaine = creer_domaine()
    domaine.contributeurs.add(compte)
    compte.collectivites.add(creer_commune())
    ClientSevere().force_login(compte)

    effacer_le_compte(compte, auteur=creer_administrateur(), motif="Départ")

    garde = Utilisateur.objects.get(pk=compte.pk)
    assert str(garde) == f"compte-efface-{compte.pk}"
    assert [garde.is_active, garde.is_staff, garde.email] == [False, False, ""]
    assert not garde.has_usable_password()
    assert not garde.collectivites.exists()
    assert not domaine.contributeurs.exists()
    assert not PreferenceDeListe.objects.exists()
    assert CommentaireFiche.objects.get(pk=commentaire.pk).auteur == garde
    edition.refresh_from_db()
    assert edition.publiee_par == garde
    assert not SessionOuverte.objects.exists()


def test_effacer_retire_le_nom_de_l_historique(compte):
    effacer_le_compte(compte, auteur=creer_administrateur(), motif="Demande")

    lignes = Utilisateur.historique.filter(id=compte.pk)
    assert lignes.count() >= 2
    assert lignes.first().history_change_reason == "Demande"
    assert not lignes.exclude(last_name="", first_name="", email="").exists()
    assert not lignes.filter(username="jdurand").exists()


def test_effacer_retire_le_nom_du_journal_de_l_administration_et_des_echecs(
    client_administrateur, compte
):
    client_administrateur.post(reverse("compte_inviter", args=[compte.pk]))
    AccessAttempt.objects.create(username="jdurand", ip_address="192.0.2.1", failures_since_start=1)
    assert LogEntry.objects.get(object_id=compte.pk).object_repr == str(compte)

    effacer_le_compte(compte, auteur=creer_administrateur(), motif="Départ")

    assert LogEntry.objects.get(object_id=compte.pk).object_repr == f"compte-efface-{compte.pk}"
    assert not AccessAttempt.objects.exists()


def test_nul_n_efface_son_compte_ni_un_administrateur_sans_l_etre(compte):
    administrateur = creer_administrateur()
    for vise, auteur in [(compte, compte), (administrateur, compte)]:
        with pytest.raises(ValidationError):
            effacer_le_compte(vise, auteur=auteur, motif="Essai")


def test_effacer_demande_un_motif_et_une_confirmation(client_administrateur, compte):
    adresse = reverse("compte_effacer", args=[compte.pk])

    refus = client_administrateur.post(adresse, {"motif": "Départ"})
    assert "Ce champ est obligatoire." in refus.content.decode()
    assert Utilisateur.objects.filter(username="jdurand").exists()

    client_administrateur.post(adresse, {"motif": "Départ", "confirme": "on"})
    assert not Utilisateur.objects.filter(username="jdurand").exists()
    # Une seconde fois : rien à effacer, et c'est dit.
    assert client_administrateur.get(adresse).status_code == 302


def test_la_page_du_compte_mene_a_ses_donnees(client_administrateur, compte):
    page = client_administrateur.get(
        reverse("admin:gouvernance_utilisateur_change", args=[compte.pk])
    )

    assert reverse("compte_effacer", args=[compte.pk]) in page.content.decode()
