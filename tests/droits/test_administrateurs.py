"""Rien ne laisse le site sans administrateur, ni ne prive quelqu'un de ses propres droits."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.forms import model_to_dict
from django.urls import reverse

from gouvernance.comptes.operations import effacer_le_compte
from gouvernance.droits.administrateurs import (
    DERNIER,
    LES_SIENS,
    SansAdministrateur,
    administrateurs,
    exiger_un_administrateur,
)
from gouvernance.models import Utilisateur
from tests.droits.preparation import creer_les_groupes, creer_membre_du_groupe
from tests.fabriques import creer_administrateur, creer_agent
from tests.severite import connecter

pytestmark = pytest.mark.django_db

LISTE = "admin:gouvernance_utilisateur_changelist"


@pytest.fixture
def chef(db):
    """Le seul, par son groupe."""
    creer_les_groupes()
    return creer_membre_du_groupe("administrateurs")


def page(objet, nom="change"):
    return reverse(f"admin:{objet._meta.label_lower.replace('.', '_')}_{nom}", args=[objet.pk])


def saisie(objet, **changes) -> dict:
    """Le formulaire de l'objet, tel qu'un navigateur l'enverrait."""
    valeurs = model_to_dict(objet) | changes
    return {
        nom: [lie.pk for lie in valeur] if isinstance(valeur, list) else valeur
        for nom, valeur in valeurs.items()
        if valeur not in (None, False) and nom != "password"
    }


def tout_retirer(client, adresse, objet, **changes) -> str:
    return client.post(adresse, saisie(objet, **changes)).content.decode()


def test_est_administrateur_qui_entre_et_donne_des_droits(chef):
    creer_administrateur(is_active=False)
    creer_administrateur(is_staff=False)
    creer_agent(is_active=False).groups.set(chef.groups.all())
    creer_membre_du_groupe("gestionnaires")
    superutilisateur = creer_administrateur()

    assert set(administrateurs()) == {chef, superutilisateur}


@pytest.mark.parametrize("perte", [{"is_active": False}, {"is_staff": False}, {"groups": []}])
def test_le_dernier_administrateur_ne_se_retire_pas(chef, perte):
    """Le formulaire revient, avec ce qui y était saisi."""
    lu = tout_retirer(connecter(chef), page(chef), chef, last_name="Martin", **perte)

    assert DERNIER in lu
    assert "a été modifié" not in lu
    assert 'value="Martin"' in lu
    assert set(administrateurs()) == {chef}


@pytest.mark.parametrize("perte", [{"is_active": False}, {"is_staff": False}, {"groups": []}])
def test_nul_ne_retire_ses_propres_droits(chef, perte):
    creer_administrateur()

    assert LES_SIENS in tout_retirer(connecter(chef), page(chef), chef, **perte)
    assert chef in administrateurs()


def test_un_superutilisateur_devient_administrateur_par_son_groupe(chef):
    superutilisateur = creer_administrateur()
    groupe = chef.groups.get()
    envoi = saisie(superutilisateur, is_superuser=False, groups=[groupe])

    assert connecter(superutilisateur).post(page(superutilisateur), envoi).status_code == 302
    superutilisateur.refresh_from_db()
    assert not superutilisateur.is_superuser
    assert superutilisateur in administrateurs()


def test_le_groupe_qui_administre_garde_son_droit(chef):
    client, groupe = connecter(chef), chef.groups.get()

    assert DERNIER in tout_retirer(client, page(groupe), groupe, permissions=[])
    client.post(page(groupe, "delete"), {"post": "yes"})
    selection = {"action": "delete_selected", "_selected_action": [groupe.pk], "post": "yes"}
    lu = client.post(reverse("admin:auth_group_changelist"), selection, follow=True)

    assert DERNIER in lu.content.decode()
    assert set(administrateurs()) == {chef}


@pytest.mark.parametrize("refus", [DERNIER, LES_SIENS])
def test_son_compte_ne_se_supprime_pas(chef, refus):
    if refus == LES_SIENS:
        creer_administrateur()
    client = connecter(chef)
    selection = {"action": "delete_selected", "_selected_action": [chef.pk], "post": "yes"}

    un = client.post(page(chef, "delete"), {"post": "yes"}, follow=True).content.decode()
    plusieurs = client.post(reverse(LISTE), selection, follow=True).content.decode()

    assert refus in un
    assert refus in plusieurs
    assert Utilisateur.objects.contains(chef)


def test_le_dernier_administrateur_ne_s_efface_pas(chef):
    """Qui efface des comptes n'en administre pas forcément les droits."""
    effaceur = creer_agent()

    with pytest.raises(SansAdministrateur, match="Plus personne"):
        effacer_le_compte(chef, auteur=effaceur, motif="Départ")

    chef.refresh_from_db()
    assert chef in administrateurs()


def test_un_refus_d_effacer_se_lit_dans_la_page(chef):
    effaceurs = Group.objects.create(name="effaceurs")
    effaceurs.permissions.set(
        chef.groups.get().permissions.filter(codename__in=["delete_utilisateur"])
    )
    effaceur = creer_agent()
    effaceur.groups.add(effaceurs)
    envoi = {"motif": "Départ", "confirme": "on"}

    lu = connecter(effaceur).post(reverse("compte_effacer", args=[chef.pk]), envoi)

    assert DERNIER in lu.content.decode()
    assert chef.username in lu.content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_administrateurs_ne_se_retirent_pas_l_un_l_autre():
    premier, second = creer_administrateur(), creer_administrateur()
    ensemble, issues = Barrier(2, timeout=10), []

    def retirer(auteur, autre):
        try:
            with transaction.atomic():
                Utilisateur.objects.filter(pk=autre.pk).update(is_active=False)
                ensemble.wait()
                exiger_un_administrateur(auteur)
            issues.append("retiré")
        except SansAdministrateur as refus:
            issues.append(refus.message)
        finally:
            connection.close()

    fils = [Thread(target=retirer, args=paire) for paire in [(premier, second), (second, premier)]]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    # Le second écrit s'aperçoit qu'il n'administre plus : le premier est passé avant lui.
    assert sorted(issues) == sorted(["retiré", DERNIER])
    assert administrateurs().count() == 1
