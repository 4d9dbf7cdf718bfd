"""Une session expirée, un jeton périmé : ce qu'on écrivait attend qu'on se reconnecte."""

import time

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gouvernance.conflits.libelles import Libelles
from mutualisation.models import TexteChapitre
from mutualisation.reprises import saisie
from services_communs.models import Fiche, ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import page
from tests.fabriques import creer_administrateur, creer_fiche, creer_rapport, creer_service
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db

EXPIREE = "Votre session a expiré. Votre saisie est conservée"


@pytest.fixture
def agent(db):
    agent = creer_administrateur(username="claire", last_name="Martin")
    agent.set_password("Saone-2026")
    agent.save()
    return agent


@pytest.fixture
def client(agent):
    return connecter(agent)


def expirer(client):
    client.cookies.pop("sessionid")


def se_connecter(client, reponse, nom="claire"):
    champs = lire_formulaire(reponse, "username")
    return client.post(reverse("connexion"), champs | {"username": nom, "password": "Saone-2026"})


def du_service():
    service = creer_service(nom="Archives")
    return page(service), {"nom": "Archives communes"}, "version", ServiceCommun, "nom"


def de_la_fiche():
    fiche = creer_fiche()
    creer_rapport(annee=fiche.annee)
    adresse = reverse("fiche_saisir", args=[fiche.annee, fiche.domaine.code])
    ecrit = {"faits_marquants": "Un guichet a ouvert.", "action": "enregistrer"}
    return adresse, ecrit, "version", Fiche, "faits_marquants"


def du_recit():
    rapport = creer_rapport()
    adresse = reverse("texte_saisir", args=[rapport.annee, "essentiel"])
    ecrit = {"texte": "Une année pleine.", "action": "enregistrer"}
    return adresse, ecrit, "empreinte", TexteChapitre, "texte"


@pytest.mark.parametrize("preparer", [du_service, de_la_fiche, du_recit])
def test_ce_qu_on_envoie_trop_tard_se_reprend_apres_connexion(client, preparer):
    adresse, ecrit, repere, modele, champ = preparer()
    champs = lire_formulaire(client.get(adresse), repere)
    ecrits = {nom: nouveau for nom in champs for c, nouveau in ecrit.items() if nom.endswith(c)}
    expirer(client)

    connexion = client.post(adresse, champs | ecrits | {"action": ecrit.get("action", "")})
    assert EXPIREE in connexion.content.decode()
    assert "no-store" in connexion["Cache-Control"]
    reprise = se_connecter(client, connexion)
    assert "Reprendre votre saisie" in reprise.content.decode()
    assert "no-store" in reprise["Cache-Control"]
    assert not modele.objects.filter(**{champ: ecrit[champ]}).exists()
    client.post(adresse, lire_formulaire(reprise, repere))

    assert modele.objects.filter(**{champ: ecrit[champ]}).exists()


def envoyer_trop_tard(client, **champs):
    """Un envoi d'une page ouverte, dont la session a expiré entre-temps."""
    adresse = page(creer_service())
    client.get(adresse)
    expirer(client)
    return client.post(adresse, {"version": "x", "nom": "Confidentiel"} | champs)


def test_la_saisie_d_une_personne_n_est_pas_montree_a_une_autre(client):
    autre = creer_administrateur(username="paul")
    autre.set_password("Saone-2026")
    autre.save()

    reprise = se_connecter(client, envoyer_trop_tard(client), "paul").content.decode()

    assert "commencée par une autre personne" in reprise
    assert "Confidentiel" not in reprise


def test_un_mot_de_passe_mal_tape_ne_perd_pas_la_saisie(client):
    connexion = envoyer_trop_tard(client)

    encore = client.post(
        reverse("connexion"),
        lire_formulaire(connexion, "username") | {"username": "claire", "password": "faux"},
    )

    assert "Confidentiel" in se_connecter(client, encore).content.decode()


def test_connecte_dans_un_autre_onglet_on_reprend_aussi(client, agent):
    connexion = envoyer_trop_tard(client)
    client.force_login(agent)

    assert "Confidentiel" in se_connecter(client, connexion).content.decode()


def test_mots_de_passe_et_fichiers_ne_se_gardent_pas(client):
    fichier = SimpleUploadedFile("annexe.pdf", b"%PDF")

    connexion = envoyer_trop_tard(client, new_password1="Tres-secret", annexe=fichier)
    reprise = se_connecter(client, connexion).content.decode()

    assert "Tres-secret" not in reprise
    assert "ne se garde pas&nbsp;: new_password1, annexe." in reprise


def test_vingt_mille_champs_se_gardent(client):
    champs = {f"lignes-{rang}-montant": str(rang) for rang in range(19_990)}

    connexion = envoyer_trop_tard(client, **champs)

    gardee = saisie.SaisieGardee.lire(lire_formulaire(connexion, "username")["saisie"][0])
    assert len(gardee.champs) == len(champs) + 2


def test_une_saisie_trop_longue_est_dite(client, monkeypatch):
    monkeypatch.setattr(saisie, "SIGNES_AU_PLUS", 10)

    connexion = envoyer_trop_tard(client).content.decode()

    assert "trop longue pour être gardée ici" in connexion
    assert EXPIREE not in connexion


def test_une_saisie_de_plus_d_un_jour_ou_falsifiee_ne_se_reprend_pas(client, monkeypatch):
    connexion = envoyer_trop_tard(client)
    jeton = lire_formulaire(connexion, "username")["saisie"][0]
    demain = time.time() + saisie.UN_JOUR + 1
    monkeypatch.setattr(signing.time, "time", lambda: demain)

    reprise = se_connecter(client, connexion).content.decode()

    assert "date de plus d’un jour" in reprise
    assert saisie.SaisieGardee.lire(f"{jeton}x") is None


def test_par_un_script_la_connexion_reste_une_redirection():
    reponse = ClientSevere().post(
        page(creer_service()), {"version": "", "nom": "y"}, HTTP_SEC_FETCH_MODE="cors"
    )

    assert (reponse.status_code, reponse.url[:11]) == (302, reverse("connexion"))


def test_sans_saisie_la_connexion_reste_une_redirection():
    assert ClientSevere().post(reverse("deconnexion")).status_code == 302


def poster_sans_jeton(agent, **entetes):
    client = Client(enforce_csrf_checks=True)
    if agent:
        client.force_login(agent)
    adresse = page(creer_service())
    return client.post(adresse, {"nom": "Confidentiel"}, **entetes)


def test_un_jeton_perime_garde_la_saisie(agent):
    reponse = poster_sans_jeton(agent, HTTP_ORIGIN="http://testserver", HTTP_HOST="testserver")

    assert reponse.status_code == 403
    assert "Confidentiel" in reponse.content.decode()
    assert "Envoyer ma saisie" in reponse.content.decode()


def perimer_par_une_autre_personne(agent, suite):
    """Claire ouvre la page, Paul se connecte dans un autre onglet, la page de Claire part."""
    client = Client(enforce_csrf_checks=True)
    adresse = page(creer_service())
    client.force_login(agent)
    client.get(adresse)
    client.force_login(creer_administrateur(username="paul"))
    client.get(adresse)
    suite(client)
    entetes = {"HTTP_ORIGIN": "http://testserver", "HTTP_HOST": "testserver"}
    return client.post(adresse, {"nom": "Confidentiel"}, **entetes).content.decode()


@pytest.mark.parametrize("suite", [lambda client: None, expirer], ids=["connecté", "déconnecté"])
def test_la_page_de_l_une_n_est_pas_proposee_a_l_autre(agent, suite):
    reponse = perimer_par_une_autre_personne(agent, suite)

    assert "Confidentiel" not in reponse
    assert "Envoyer ma saisie" not in reponse


def test_la_reprise_nomme_les_champs_et_la_page(client):
    champs = {"adhesions-0-date_fin": "31/12/2020", "inconnu-du-site": "x"}

    reprise = se_connecter(client, envoyer_trop_tard(client, **champs)).content.decode()

    texte = reprise.replace("&nbsp;", " ").replace("\xa0", " ")
    assert "3 champs remplis" in texte
    assert "à la page d’administration « Service commun »" in texte
    assert "<dt>Nom</dt><dd>Confidentiel</dd>" in texte
    assert "<dt>Adhésion 1, Date de fin</dt>" in texte
    assert "<dt>inconnu-du-site</dt>" in texte


@pytest.mark.parametrize(
    ("nom", "libelle"),
    [
        ("fiche-faits_marquants", "Faits marquants"),
        ("texte", "texte"),
        ("mesures-12-commentaire", "Mesure 13, Commentaire"),
    ],
)
def test_hors_de_l_administration_un_nom_ambigu_reste_technique(nom, libelle):
    assert Libelles("/fiches/2020/numerique/").du_champ(nom) == libelle


@pytest.mark.parametrize(
    "entetes", [{"HTTP_ORIGIN": "https://ailleurs.example"}, {}], ids=["ailleurs", "inconnue"]
)
def test_un_envoi_venu_d_ailleurs_n_est_jamais_propose(agent, entetes):
    reponse = poster_sans_jeton(agent, **entetes)

    assert reponse.status_code == 403
    assert "Confidentiel" not in reponse.content.decode()


def test_rien_ne_reste_sur_le_serveur(client):
    envoyer_trop_tard(client)

    assert "saisie" not in client.session


def test_un_envoi_trop_gros_est_refuse_par_une_phrase(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1

    reponse = client.post(page(creer_service()), {"version": "x", "nom": "y"})

    assert reponse.status_code == 400
    assert "Rien n’a été enregistré" in reponse.content.decode()
