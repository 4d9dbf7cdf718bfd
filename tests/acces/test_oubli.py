"""Un mot de passe oublié : rien, ni réponse ni durée, ne dit si le compte existe."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.fabriques import creer_utilisateur
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db
PAGE = reverse("mot_de_passe_oublie")
INCONNUE = "personne@ahuy.test"


@pytest.fixture(autouse=True)
def personne_n_a_encore_rien_demande():
    cache.clear()


@pytest.fixture
def compte():
    compte = creer_utilisateur(username="dgs", email="dgs@ahuy.test")
    compte.set_password("une phrase que je retiens")
    compte.save()
    return compte


@pytest.fixture
def executant(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda: call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)


def demander(adresse):
    return ClientSevere().post(PAGE, {"email": adresse})


def test_la_requete_fait_le_meme_travail_que_le_compte_existe_ou_non(compte, executant):
    def requetes(adresse):
        with CaptureQueriesContext(connection) as releve:
            reponse = demander(adresse)
        return reponse.status_code, reponse.url, [r["sql"].split(" ")[:3] for r in releve]

    assert requetes("dgs@ahuy.test") == requetes(INCONNUE)
    # Rien n'est parti : l'exécutant cherchera le compte, et lui seul.
    assert not mail.outbox
    assert not [r for r in DBTaskResult.objects.all() if "token" in str(r.args_kwargs)]


@pytest.mark.django_db(transaction=True)
def test_l_executant_envoie_le_lien(compte, executant):
    demander("DGS@ahuy.test")
    demander(INCONNUE)
    executant()

    assert [message.to for message in mail.outbox] == [["dgs@ahuy.test"]]


def test_la_page_qui_suit_est_la_meme(compte):
    pages = [ClientSevere().post(PAGE, {"email": a}, follow=True) for a in [compte.email, INCONNUE]]

    assert pages[0].content == pages[1].content
    assert len(mail.outbox) == 1


def test_qui_insiste_n_envoie_pas_un_courriel_a_chaque_fois(compte):
    for adresse in ["dgs@ahuy.test", "DGS@ahuy.test", INCONNUE]:
        demander(adresse)
    assert len(mail.outbox) == 1

    cache.clear()
    demander(compte.email)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!jamais-choisi"}])
def test_un_compte_ferme_ou_seulement_invite_ne_recoit_rien(compte, change):
    type(compte).objects.update(**change)
    demander(compte.email)

    assert not mail.outbox


def test_le_lien_mene_au_site_declare_et_non_a_l_hote_demande(compte, settings):
    settings.ADRESSE_DU_SITE = "https://mutualisation.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    ClientSevere().post(PAGE, {"email": compte.email}, headers={"Host": "pirate.example"})

    assert "https://mutualisation.example.org/mot-de-passe-oublie/" in mail.outbox[0].body
    assert "pirate" not in mail.outbox[0].body


def test_le_lien_vaut_une_heure(compte, monkeypatch):
    demander(compte.email)
    [lien] = re.findall(r"/mot-de-passe-oublie/\S+", mail.outbox[0].body)

    maintenant = default_token_generator._now()

    def sert_dans(**duree):
        plus_tard = maintenant + timedelta(**duree)
        monkeypatch.setattr(default_token_generator, "_now", lambda: plus_tard)
        return "Nouveau mot de passe" in ClientSevere().get(lien, follow=True).content.decode()

    assert sert_dans(minutes=59)
    assert not sert_dans(minutes=61)


def test_sans_courriel_regle_rien_ne_s_ecrit_au_journal(compte, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    demander(compte.email)

    assert "mot-de-passe-oublie" not in capsys.readouterr().out
    assert "Ce site n’envoie pas de courriel." in ClientSevere().get(PAGE).content.decode()


def test_une_adresse_a_plusieurs_lignes_n_ajoute_aucun_en_tete(compte):
    reponse = demander("dgs@ahuy.test\r\nBcc: pirate@exemple.fr")

    assert reponse.status_code == 200
    assert not mail.outbox
