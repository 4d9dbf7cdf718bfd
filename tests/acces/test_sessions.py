"""Une session a deux limites, se voit, se ferme de partout, et ne se fixe ni ne se rejoue."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gouvernance.comptes.donnees import donnees_du_compte
from gouvernance.models import SessionOuverte
from tests.fabriques import creer_administrateur, creer_agent
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db
MA_PAGE = reverse("mon_compte")
MOT_DE_PASSE = "quatre mots choisis au hasard"


@pytest.fixture
def agent():
    agent = creer_agent(username="dgs")
    agent.set_password(MOT_DE_PASSE)
    agent.save()
    return agent


def entrer(client=None):
    client = client or ClientSevere()
    client.post(reverse("connexion"), {"username": "dgs", "password": MOT_DE_PASSE})
    return client


def cle_de(client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def rejouer(cle):
    client = ClientSevere()
    client.cookies[settings.SESSION_COOKIE_NAME] = cle
    return client


def est_dedans(client) -> bool:
    return client.get(MA_PAGE).status_code == 200


def laisser_passer(duree):
    """Le temps, vu de la base : tout y est plus vieux d'autant."""
    for session in SessionOuverte.objects.all():
        contenu = session.get_decoded()
        if "ouverture" in contenu:
            avant = session.ouverte_le - duree
            contenu["ouverture"][1] = avant.isoformat()
        session.session_data = SessionOuverte.objects.encode(contenu)
        session.ouverte_le -= duree
        session.vue_le -= duree
        session.expire_date -= duree
        session.save()


def test_une_session_porte_son_compte(agent):
    client = entrer()
    session = SessionOuverte.objects.get(pk=cle_de(client))

    assert session.compte == agent
    assert session.expire_date == session.vue_le + timedelta(minutes=30)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 12 * 3600


def test_une_demi_heure_sans_activite_ferme_la_session(agent):
    client = entrer()
    laisser_passer(timedelta(minutes=29))
    assert est_dedans(client)
    laisser_passer(timedelta(minutes=29))
    assert est_dedans(client)
    laisser_passer(timedelta(minutes=31))
    assert not est_dedans(client)


def test_douze_heures_ferment_la_session_la_plus_active(agent):
    client = entrer()
    for _ in range(28):
        laisser_passer(timedelta(minutes=25))
        assert est_dedans(client)
        # Récrire la session ne prolonge pas sa durée.
        session = client.session
        session["note"] = 1
        session.save()
    laisser_passer(timedelta(minutes=21))

    assert not est_dedans(client)


def test_les_limites_se_reglent(agent, settings):
    settings.SESSION_INACTIVITE = timedelta(minutes=10)
    client = entrer()
    laisser_passer(timedelta(minutes=11))

    assert not est_dedans(client)


def test_la_duree_court_depuis_la_connexion(agent, client):
    """Un navigateur qui avait déjà une session, pour un lien d'invitation par exemple."""
    anonyme = client.session
    anonyme["note"] = 1
    anonyme.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = anonyme.session_key
    laisser_passer(timedelta(minutes=25))
    entrer(client)

    session = SessionOuverte.objects.get(compte=agent)
    assert timezone.now() - session.ouverte_le < timedelta(minutes=1)


def test_une_activite_ne_s_ecrit_qu_une_fois_par_minute(agent):
    client = entrer()

    def ecritures():
        with CaptureQueriesContext(connection) as requetes:
            assert est_dedans(client)
        return [r["sql"] for r in requetes if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    assert ecritures() == []
    laisser_passer(timedelta(seconds=61))
    [ecriture] = ecritures()
    assert "session_data" not in ecriture
    assert ecritures() == []


def test_la_connexion_change_la_cle_et_ne_reprend_pas_celle_d_un_autre(agent, client):
    anonyme = client.session
    anonyme["note"] = 1
    anonyme.save()
    fixee = anonyme.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = fixee
    entrer(client)

    assert cle_de(client) != fixee
    assert est_dedans(client)
    assert not est_dedans(rejouer(fixee))
    assert not SessionOuverte.objects.filter(pk=fixee).exists()


def test_un_cookie_ne_se_rejoue_pas_apres_la_deconnexion(agent):
    client = entrer()
    cle = cle_de(client)
    client.post(reverse("deconnexion"))

    assert not est_dedans(rejouer(cle))
    assert not SessionOuverte.objects.exists()


def test_se_deconnecter_partout_ne_deconnecte_personne_d_autre(agent):
    ici, ailleurs, autre = entrer(), entrer(), connecter(creer_agent())
    page = ici.get(MA_PAGE).content.decode()
    assert page.count("celle-ci") == 1
    reponse = ici.post(reverse("sessions_fermer"), follow=True)

    assert "Vous êtes déconnecté partout." in reponse.content.decode()
    assert [est_dedans(c) for c in (ici, ailleurs, autre)] == [False, False, True]


def test_un_administrateur_ferme_les_sessions_d_une_personne(agent, client_administrateur):
    ici = entrer()
    adresse = reverse("compte_sessions", args=[agent.pk])
    fiche = reverse("admin:gouvernance_utilisateur_change", args=[agent.pk])
    assert adresse in client_administrateur.get(fiche).content.decode()
    assert "Fermer ses connexions" in client_administrateur.get(adresse).content.decode()
    assert client_administrateur.post(adresse).url == fiche

    assert not est_dedans(ici)
    assert LogEntry.objects.get(object_id=str(agent.pk)).change_message == "Connexions fermées."
    assert "Aucune connexion" in client_administrateur.get(adresse).content.decode()


def test_qui_n_est_pas_administrateur_du_site_n_en_deconnecte_pas_un(agent):
    compte = creer_administrateur()
    agent.user_permissions.add(Permission.objects.get(codename="change_utilisateur"))

    assert entrer().post(reverse("compte_sessions", args=[compte.pk])).status_code == 403


def test_aucune_page_ni_aucun_fichier_ne_montre_une_cle(agent, client_administrateur):
    client = entrer()
    adresses = ["compte_sessions", "compte_donnees", "admin:gouvernance_utilisateur_delete"]
    pages = [client_administrateur.get(reverse(a, args=[agent.pk])) for a in adresses]
    pages += [client.get(MA_PAGE), client.get(reverse("mes_donnees"))]

    assert {page.status_code for page in pages} == {200}
    assert not [page for page in pages if cle_de(client) in page.content.decode()]
    [lien] = [d for d in donnees_du_compte(agent)["liens"] if d["table"] == "connexion ouverte"]
    assert lien["lignes"][0].keys() == {"nom", "dernière activité"}


def test_la_nuit_efface_les_sessions_expirees(agent):
    entrer()
    laisser_passer(timedelta(hours=2))
    gardee = entrer()
    call_command("clearsessions")

    assert [session.pk for session in SessionOuverte.objects.all()] == [cle_de(gardee)]


def test_mes_connexions_se_lisent_en_autant_de_requetes(agent, requetes):
    client = entrer()
    seule = requetes(lambda: client.get(MA_PAGE))
    for _ in range(5):
        entrer()

    assert requetes(lambda: client.get(MA_PAGE)) == seule
