"""Entrer par un fournisseur d'identité : un vrai, démarré à côté, qu'aucun bouchon ne remplace."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from axes.models import AccessAttempt
from django.urls import NoReverseMatch, reverse

from gouvernance.models import Utilisateur
from mutualisation.securite.politique import politique
from tests.acces.codes import code_de, donner_un_appareil, est_connecte
from tests.fabriques import creer_agent, creer_utilisateur
from tests.securite.test_attaques import AILLEURS
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db
MAIRE = {"email": "Maire@Exemple.fr", "email_verified": True}


def demander(client, **parametres) -> str:
    """L'adresse du fournisseur où le site envoie."""
    return client.get(reverse("fournisseur"), parametres).url


def accepter(fournisseur, demande: str, revendications: dict, sub: str = "u-1") -> str:
    """La personne s'y connecte ; l'adresse par où elle revient."""
    pose = requests.put(f"{fournisseur.emetteur}/users/{sub}", json=revendications, timeout=5)
    assert pose.status_code == 204
    retour = requests.post(demande, data={"sub": sub}, allow_redirects=False, timeout=5)
    return retour.headers["Location"].removeprefix("http://testserver")


def entrer_par(fournisseur, revendications: dict, client=None, **parametres):
    client = client or ClientSevere()
    retour = accepter(fournisseur, demander(client, **parametres), revendications)
    reponse = client.get(retour)
    reponse.client = client
    return reponse


def est_refuse(reponse) -> bool:
    page = reponse.client.get(reponse.url)
    phrase = "ProConnect n’a pas ouvert de compte ici"
    return (
        reponse.url == reverse("connexion")
        and phrase in page.content.decode()
        and not est_connecte(reponse.client)
    )


@pytest.fixture
def maire(fournisseur):
    return creer_utilisateur(username="maire", email="maire@exemple.fr")


def test_sans_reglage_rien_n_en_parait(client, db):
    with pytest.raises(NoReverseMatch):
        reverse("fournisseur")
    assert client.get("/connexion/fournisseur/").status_code == 404
    assert "Se connecter avec" not in client.get(reverse("connexion")).content.decode()


def test_la_connexion_propose_le_fournisseur_et_garde_la_suite(fournisseur, client):
    page = client.get(reverse("connexion"), {"next": "/aide/?q=a&b=c"}).content.decode()

    assert "Se connecter avec ProConnect" in page
    assert 'href="/connexion/fournisseur/?next=%2Faide%2F%3Fq%3Da%26b%3Dc"' in page


def test_la_demande_porte_un_etat_un_nonce_et_pkce(fournisseur, client):
    demande = {nom: v for nom, [v] in parse_qs(urlsplit(demander(client)).query).items()}

    assert len(demande["state"]) >= 32
    assert len(demande["nonce"]) >= 32
    assert demande["code_challenge_method"] == "S256"
    assert demande["redirect_uri"] == "http://testserver/connexion/fournisseur/retour/"
    assert '"amr"' in demande["claims"]


def test_un_compte_ouvert_entre_par_son_courriel_verifie(fournisseur, maire):
    reponse = entrer_par(fournisseur, MAIRE, next=reverse("adhesion_liste"))

    assert reponse.url == reverse("adhesion_liste")
    assert est_connecte(reponse.client)
    assert reponse.wsgi_request.user == maire


def test_aucun_compte_ni_droit_ne_vient_des_revendications(fournisseur, maire):
    droits = {"groups": ["administrateurs"], "is_staff": True, "given_name": "Autre"}
    inconnu = {"email": "inconnu@exemple.fr", "email_verified": True}

    entrer_par(fournisseur, MAIRE | droits)
    assert est_refuse(entrer_par(fournisseur, inconnu | droits))

    [compte] = Utilisateur.objects.all()
    assert (compte.is_staff, compte.first_name, compte.groups.count()) == (False, "", 0)
    # Une connexion refusée par le fournisseur ne compte pour aucun nom.
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize(
    "revendications",
    [
        {"email": "maire@exemple.fr"},
        {"email": "maire@exemple.fr", "email_verified": False},
        {"email": "maire@exemple.fr", "email_verified": "true"},
        {"email_verified": True},
        {"email": "", "email_verified": True},
        {"email": ["maire@exemple.fr"], "email_verified": True},
        {"email": "ma\u0131re@exemple.fr", "email_verified": True},
    ],
)
def test_une_adresse_non_verifiee_n_ouvre_rien(fournisseur, maire, revendications):
    assert est_refuse(entrer_par(fournisseur, revendications))


def test_un_fournisseur_qui_garantit_ses_adresses_est_cru(fournisseur, maire, settings):
    settings.FOURNISSEUR = replace(fournisseur, garantit_les_adresses=True)

    assert est_connecte(entrer_par(fournisseur, {"email": "maire@exemple.fr"}).client)


def test_un_compte_ferme_n_entre_pas_et_celui_qu_on_ferme_sort(fournisseur, maire):
    entree = entrer_par(fournisseur, MAIRE)
    maire.is_active = False
    maire.save()

    assert not est_connecte(entree.client)
    assert est_refuse(entrer_par(fournisseur, MAIRE))


def test_deux_comptes_a_la_meme_adresse_sont_refuses(fournisseur, maire):
    creer_utilisateur(email="MAIRE@exemple.fr")

    assert est_refuse(entrer_par(fournisseur, MAIRE))


def test_un_agent_passe_aussi_notre_second_facteur(fournisseur, exige, horloge):
    agent = creer_agent(email="agent@exemple.fr")
    donner_un_appareil(agent)
    suite = reverse("adhesion_liste")

    reponse = entrer_par(fournisseur, MAIRE | {"email": agent.email, "amr": ["pwd"]}, next=suite)

    assert reponse.url == reverse("connexion_code")
    assert not est_connecte(reponse.client)
    assert reponse.client.post(reponse.url, {"code": code_de(agent)}).url == suite
    assert est_connecte(reponse.client)


@pytest.mark.parametrize("preuve", [{"amr": ["pwd", "mfa"]}, {"acr": "eidas2"}])
def test_le_second_facteur_du_fournisseur_vaut_le_notre(fournisseur, exige, preuve):
    agent = creer_agent(email="agent@exemple.fr")

    reponse = entrer_par(fournisseur, MAIRE | {"email": agent.email} | preuve)

    assert reponse.url == reverse("accueil")
    assert est_connecte(reponse.client)


def test_un_etat_forge_est_refuse(fournisseur, maire, client):
    retour = accepter(fournisseur, demander(client), MAIRE)

    reponse = client.get(retour.replace("state=", "state=x"))

    assert est_refuse(reponse)


def test_le_retour_d_un_autre_navigateur_est_refuse(fournisseur, maire):
    retour = accepter(fournisseur, demander(ClientSevere()), MAIRE)
    victime = ClientSevere()
    demander(victime)

    for client in [victime, ClientSevere()]:
        assert est_refuse(client.get(retour))


def test_un_retour_rejoue_est_refuse(fournisseur, maire):
    client = ClientSevere()
    retour = accepter(fournisseur, demander(client), MAIRE)
    assert client.get(retour).url == reverse("accueil")
    client.post(reverse("deconnexion"))

    assert est_refuse(client.get(retour))


def test_un_nonce_forge_est_refuse(fournisseur, maire, client):
    retour = accepter(fournisseur, demander(client), MAIRE)
    session = client.session
    for etat in session["oidc_states"].values():
        etat["nonce"] = "autre"
    session.save()

    assert est_refuse(client.get(retour))


def test_un_code_apporte_a_la_page_de_connexion_n_y_ouvre_rien(fournisseur, maire, client):
    """La bibliothèque l'y lirait, sans état ni nonce."""
    retour = accepter(fournisseur, demander(client), MAIRE)
    adresse = f"{reverse('connexion')}?{urlsplit(retour).query}"

    reponse = client.post(adresse, {"username": "maire", "password": "faux"})

    assert reponse.status_code == 200
    assert not est_connecte(client)


@pytest.mark.parametrize("change", [{"emetteur": "https://autre.example"}, {"client": "autre"}])
def test_un_jeton_d_un_autre_ou_pour_un_autre_est_refuse(fournisseur, maire, settings, change):
    client = ClientSevere()
    retour = accepter(fournisseur, demander(client), MAIRE)
    settings.FOURNISSEUR = replace(fournisseur, **change)

    assert est_refuse(client.get(retour))


@pytest.mark.parametrize(
    ("reglage", "valeur"),
    [
        ("OIDC_RP_SIGN_ALGO", "ES256"),
        ("OIDC_OP_JWKS_ENDPOINT", "{}/users"),
        ("OIDC_OP_TOKEN_ENDPOINT", "http://localhost:9/jeton"),
        ("OIDC_OP_USER_ENDPOINT", "{}/"),
    ],
)
def test_un_fournisseur_qui_repond_mal_est_un_refus_non_une_panne(
    fournisseur, maire, settings, client, reglage, valeur
):
    retour = accepter(fournisseur, demander(client), MAIRE)
    setattr(settings, reglage, valeur.format(fournisseur.emetteur))

    assert est_refuse(client.get(retour))


@pytest.mark.parametrize("suite", AILLEURS)
def test_la_suite_ne_mene_jamais_a_un_autre_site(fournisseur, maire, suite):
    assert entrer_par(fournisseur, MAIRE, next=suite).url == reverse("accueil")


def test_un_refus_chez_le_fournisseur_ramene_a_la_connexion(fournisseur, maire, client):
    etat = parse_qs(urlsplit(demander(client)).query)["state"][0]

    reponse = client.get(reverse("fournisseur_retour"), {"error": "access_denied", "state": etat})

    assert est_refuse(reponse)


def test_la_session_change_a_l_entree(fournisseur, maire, client):
    retour = accepter(fournisseur, demander(client), MAIRE)
    avant = client.cookies["sessionid"].value

    client.get(retour)

    assert client.cookies["sessionid"].value != avant


def test_se_deconnecter_ferme_aussi_chez_le_fournisseur(fournisseur, maire):
    client = entrer_par(fournisseur, MAIRE).client

    reponse = client.post(reverse("deconnexion"))

    assert reponse.url.startswith(fournisseur.deconnexion + "?id_token_hint=")
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2F" in reponse.url
    assert requests.get(reponse.url, allow_redirects=False, timeout=5).status_code < 400
    assert not est_connecte(client)


def test_qui_est_entre_par_mot_de_passe_sort_du_site_seul(fournisseur, maire):
    assert connecter(maire).post(reverse("deconnexion")).url == reverse("accueil")


def test_la_politique_n_ouvre_que_la_deconnexion_du_fournisseur(fournisseur):
    permise = politique(formulaires_vers=fournisseur.origine_de_la_deconnexion)["DIRECTIVES"]

    assert permise["form-action"] == ["'self'", fournisseur.emetteur]
    assert permise | {"form-action": ["'self'"]} == politique()["DIRECTIVES"]
