"""Voir le site comme une personne : en lecture seule, pour une demi-heure, et elle le sait."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from gouvernance.assistance import operations
from gouvernance.assistance.intergiciel import LectureSeule, refuser_d_ecrire
from gouvernance.comptes.donnees import donnees_du_compte
from gouvernance.models import SessionOuverte, Utilisateur
from tests.droits.preparation import assister
from tests.fabriques import creer_administrateur, creer_agent, creer_commune, creer_elu
from tests.severite import connecter

pytestmark = pytest.mark.django_db

BANDEAU = "Vous voyez le site comme"


@pytest.fixture
def chef():
    return creer_administrateur(last_name="Martin")


@pytest.fixture
def client(chef):
    return connecter(chef)


@pytest.fixture
def maire():
    return creer_elu(creer_commune(nom="Talant"), last_name="Petit")


@pytest.fixture
def en_assistance(client, maire):
    assister(client, maire)
    return client


def traces(compte) -> list[str]:
    entrees = LogEntry.objects.filter(object_id=str(compte.pk)).order_by("pk")
    return list(entrees.values_list("change_message", flat=True))


def test_on_voit_ce_que_voit_la_personne_et_rien_de_plus(en_assistance, maire):
    commune = maire.collectivites.get()
    autre = creer_commune(nom="Ahuy")

    accueil = en_assistance.get(reverse("accueil"), follow=True).content.decode()

    assert BANDEAU in accueil
    assert "Talant" in accueil
    assert (
        en_assistance.get(reverse("commune_detail", args=[commune.code_insee])).status_code == 200
    )
    assert en_assistance.get(reverse("commune_detail", args=[autre.code_insee])).status_code == 404
    assert en_assistance.get(reverse("admin:index")).status_code == 302


def test_le_bandeau_est_aussi_dans_l_administration(client):
    assister(client, creer_agent(last_name="Durand"))

    for adresse in ["admin:index", "tableau_de_bord", "mon_compte"]:
        page = client.get(reverse(adresse)).content.decode()
        assert BANDEAU in page
        assert "Durand" in page
    assert BANDEAU in client.get(f"{reverse('admin:index')}?_popup=1").content.decode()


def test_sans_assistance_rien_ne_change(client):
    assert BANDEAU not in client.get(reverse("mon_compte")).content.decode()


def test_la_session_reste_celle_de_l_administrateur(en_assistance, chef, maire):
    assert en_assistance.session["_auth_user_id"] == str(chef.pk)
    maire.refresh_from_db()
    assert maire.last_login is None
    assert SessionOuverte.objects.count() == 1


def test_une_page_qui_ecrirait_en_la_lisant_est_refusee(client, monkeypatch):
    assister(client, creer_agent())
    monkeypatch.setattr(
        "gouvernance.comptes.views.lire_mon_compte",
        lambda _: connection.cursor().execute(f"DELETE FROM {SessionOuverte._meta.db_table}"),
    )

    reponse = client.get(reverse("mon_compte"))

    assert reponse.status_code == 403
    assert "Lecture seule" in reponse.content.decode()
    assert SessionOuverte.objects.exists()


@pytest.mark.parametrize(
    "ordre",
    [
        "INSERT INTO auth_group (name) VALUES ('x')",
        "UPDATE auth_group SET name = 'x'",
        "DELETE FROM auth_group",
        "WITH x AS (SELECT 1) DELETE FROM auth_group",
    ],
)
def test_aucun_ordre_qui_ecrit_ne_passe(ordre):
    with (
        connection.execute_wrapper(refuser_d_ecrire),
        connection.cursor() as curseur,
        pytest.raises(LectureSeule),
    ):
        curseur.execute(ordre)


def test_un_cache_tenu_dans_la_base_reste_utile(settings):
    cache = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "calculs"}
    settings.CACHES = {"default": cache}
    call_command("createcachetable")

    with connection.execute_wrapper(refuser_d_ecrire):
        caches["default"].set("nom", "Dijon")
        caches["default"].set("nom", "Talant")
        caches["default"].add("autre", 1)
        caches["default"].delete("autre")
        assert caches["default"].get("nom") == "Talant"


def test_ce_qui_est_a_elle_reste_a_elle(client, maire):
    agent = creer_agent()
    assister(client, agent)

    for adresse in ["mes_donnees", "admin:password_change"]:
        reponse = client.get(reverse(adresse))
        assert reponse.status_code == 403
        assert "Lecture seule" in reponse.content.decode()
    assert client.get(reverse("mon_compte")).status_code == 200
    assert assister(client, maire).status_code == 403


def test_on_revient_a_son_compte(en_assistance, chef, maire):
    retour = en_assistance.post(reverse("assistance_finir"), follow=True)

    page = retour.content.decode()
    assert "Vous êtes revenu à votre compte." in page
    assert BANDEAU not in page
    assert retour.context["user"] == chef
    commencee, terminee = traces(maire)
    assert commencee.startswith("Assistance commencée, jusqu’à")
    duree = "moins d’une minute"
    assert terminee == f"Assistance terminée, après {duree}. Motif : Ne trouve pas sa participation"


def test_elle_s_arrete_apres_une_demi_heure(en_assistance, chef, maire, monkeypatch):
    """Un formulaire envoyé trop tard n'est pas reçu au nom de l'administrateur."""
    debut = operations.timezone.now()

    def attendre(minutes):
        instant = debut + timedelta(minutes=minutes)
        monkeypatch.setattr(operations.timezone, "now", lambda: instant)

    attendre(20)
    assert BANDEAU in en_assistance.get(reverse("mon_compte")).content.decode()
    attendre(31)
    effacer = reverse("compte_effacer", args=[maire.pk])

    reponse = en_assistance.post(effacer, {"motif": "Départ", "confirme": "on"}, follow=True)

    assert "30 minutes au plus" in reponse.content.decode()
    assert reponse.context["user"] == chef
    maire.refresh_from_db()
    assert maire.is_active
    assert traces(maire)[-1].startswith("Assistance terminée, après 30 min.")


def test_elle_s_arrete_si_un_des_deux_comptes_change(en_assistance, maire):
    Utilisateur.objects.filter(pk=maire.pk).update(is_active=False)

    reponse = en_assistance.get(reverse("mon_compte"), follow=True)

    assert "Ce compte est fermé" in reponse.content.decode()
    assert BANDEAU not in reponse.content.decode()


@pytest.mark.parametrize("champ", ["is_staff", "is_superuser"])
def test_qui_n_administre_plus_n_assiste_plus(en_assistance, chef, champ):
    Utilisateur.objects.filter(pk=chef.pk).update(**{champ: False})

    reponse = en_assistance.get(reverse("mon_compte"), follow=True)

    assert "L’assistance est terminée." in reponse.content.decode()
    assert "assistance" not in en_assistance.session


def test_ni_soi_ni_un_super_utilisateur_ni_un_compte_ferme(client, chef):
    for personne in [chef, creer_administrateur(), creer_agent(is_active=False)]:
        assert assister(client, personne).status_code == 302
        assert "assistance" not in client.session


def test_il_faut_un_motif(client, maire):
    refus = assister(client, maire, motif=" ")

    assert "Ce champ est obligatoire." in refus.content.decode()
    assert "assistance" not in client.session


def test_la_personne_et_l_historique_disent_qui_quand_et_pourquoi(en_assistance, chef, maire):
    en_assistance.post(reverse("assistance_finir"))

    sienne = connecter(maire).get(reverse("mon_compte")).content.decode()
    historique = reverse("admin:gouvernance_utilisateur_history", args=[maire.pk])
    lue = en_assistance.get(historique).content.decode()

    for page in [sienne, lue]:
        assert "Martin" in page
        assert "Motif : Ne trouve pas sa participation" in page
    gestes = donnees_du_compte(maire)["gestes d’un administrateur"]
    assert [geste["par"] for geste in gestes] == ["Martin", "Martin"]


def test_le_journal_de_securite_nomme_l_administrateur(
    client, chef, caplog, django_capture_on_commit_callbacks
):
    agent = creer_agent()
    with (
        caplog.at_level("INFO", logger="securite"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assister(client, agent)
        client.get(reverse("service_liste"), {"export": "csv"})

    lignes = [(ligne.evenement, ligne.compte) for ligne in caplog.records]
    assert ("assistance_commencee", chef.pk) in lignes
    assert ("export", chef.pk) in lignes
