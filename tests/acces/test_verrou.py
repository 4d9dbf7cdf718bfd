"""Cinq échecs ferment un nom depuis une adresse, sans dire si le compte existe."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import get_hasher
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from mutualisation.acces.adresse import adresse_du_visiteur
from tests.fabriques import creer_administrateur, creer_utilisateur
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db
JUSTE = "une phrase que je retiens"


@pytest.fixture
def compte():
    compte = creer_utilisateur(username="dgs")
    compte.set_password(JUSTE)
    compte.save()
    return compte


def essayer(nom="dgs", mot_de_passe="faux", client=None, **ailleurs):
    client = client or ClientSevere()
    envoi = {"username": nom, "password": mot_de_passe}
    return client.post(reverse("connexion"), envoi | ailleurs.pop("envoi", {}), **ailleurs)


def verrouiller(nom="dgs", **ailleurs):
    return [essayer(nom, **ailleurs) for _ in range(settings.AXES_FAILURE_LIMIT)][-1]


def neutre(reponse) -> str:
    """La page, sans le jeton propre à chaque réponse."""
    texte = reponse.content.decode()
    debut, _, suite = texte.partition('name="csrfmiddlewaretoken" value="')
    return debut + suite.partition('"')[2]


def entetes(reponse) -> dict:
    """Les en-têtes, sans l'heure ni le numéro de la requête."""
    propres = {"Expires", "X-Request-ID"}
    return {nom: valeur for nom, valeur in reponse.headers.items() if nom not in propres}


def test_quatre_echecs_ne_ferment_rien_et_une_entree_les_oublie(compte):
    statuts = [essayer().status_code for _ in range(4)]

    assert statuts == [200] * 4
    assert essayer(mot_de_passe=JUSTE).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_le_cinquieme_echec_ferme_meme_au_mot_de_passe_juste(compte):
    dernier = verrouiller()
    ensuite = essayer(mot_de_passe=JUSTE)

    assert (dernier.status_code, ensuite.status_code) == (429, 429)
    assert "Réessayez dans 15\xa0minutes" in ensuite.content.decode().replace("&nbsp;", "\xa0")
    assert ensuite["Retry-After"] == "900"
    assert "_auth_user_id" not in ensuite.client.session


def test_le_verrou_est_leve_un_quart_d_heure_apres_le_cinquieme_echec(compte):
    verrouiller()
    essayer()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert essayer(mot_de_passe=JUSTE).status_code == 302


def test_insister_pendant_le_verrou_ne_le_prolonge_pas(compte):
    verrouiller()
    avant = AccessAttempt.objects.values_list("attempt_time", "failures_since_start").get()
    essayer()

    assert AccessAttempt.objects.values_list("attempt_time", "failures_since_start").get() == avant


def test_une_autre_adresse_et_un_autre_nom_entrent_toujours(compte):
    voisin = creer_utilisateur(username="voisin")
    voisin.set_password(JUSTE)
    voisin.save()
    verrouiller()

    assert essayer(mot_de_passe=JUSTE, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert essayer("voisin", JUSTE).status_code == 302


def test_changer_de_navigateur_ne_donne_pas_d_essai_de_plus(compte):
    for rang in range(settings.AXES_FAILURE_LIMIT):
        essayer(HTTP_USER_AGENT=f"navigateur {rang}")

    assert essayer(mot_de_passe=JUSTE).status_code == 429


def test_un_compte_inconnu_recoit_les_memes_reponses(compte):
    connu = [essayer("dgs") for _ in range(6)]
    inconnu = [essayer("ggs") for _ in range(6)]

    assert [r.status_code for r in connu] == [r.status_code for r in inconnu]
    assert [neutre(r) for r in connu] == [neutre(r).replace("ggs", "dgs") for r in inconnu]
    assert [entetes(r) for r in connu] == [entetes(r) for r in inconnu]


def test_un_compte_inconnu_ou_sans_mot_de_passe_demande_le_meme_calcul(
    settings, monkeypatch, compte
):
    """Le calcul de l'empreinte fait tout le temps d'une réponse : il a lieu dans chaque cas."""
    settings.AXES_FAILURE_LIMIT = 1000
    compte.set_password(JUSTE)
    compte.save()
    invite = creer_utilisateur(username="invite")
    invite.set_unusable_password()
    invite.save()
    calculer = type(get_hasher()).encode
    calculs = []

    def compter(hasher, *arguments, **options):
        calculs[-1] += 1
        return calculer(hasher, *arguments, **options)

    monkeypatch.setattr(type(get_hasher()), "encode", compter)
    for nom in ["dgs", "inconnu", "invite"]:
        calculs.append(0)
        essayer(nom)

    assert calculs == [1, 1, 1]


def test_le_verrou_garde_la_saisie_en_attente_sans_la_noter(compte):
    reponse = verrouiller(envoi={"saisie": "contenu-saisi-en-attente", "next": "/communes/"})

    contenu = reponse.content.decode()
    assert 'value="contenu-saisi-en-attente"' in contenu
    assert 'name="next" value="/communes/"' in contenu
    echec = AccessAttempt.objects.get()
    assert "contenu-saisi" not in echec.post_data
    assert "faux" not in echec.post_data


def test_l_administration_n_a_pas_d_autre_porte(client):
    adresse = reverse("admin:login")

    assert client.get(adresse).url.startswith(reverse("connexion"))
    assert client.post(adresse, {"username": "dgs", "password": "faux"}).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_qui_n_est_pas_agent_ne_tourne_pas_en_rond_devant_l_administration(client_maire):
    reponse = client_maire.get(reverse("admin:index"), follow=True)

    assert reponse.status_code == 403


@pytest.mark.parametrize(
    ("mandataires", "transmise", "lue"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "<script>", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_l_adresse_transmise_ne_compte_que_par_reglage(settings, mandataires, transmise, lue):
    settings.MANDATAIRES = mandataires
    requete = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", HTTP_X_FORWARDED_FOR=transmise)

    assert adresse_du_visiteur(requete) == lue


def test_un_administrateur_leve_un_verrou_et_cela_se_note(compte, client_administrateur):
    verrouiller()
    verrouiller("inconnu")

    page = client_administrateur.get(reverse("verrous")).content.decode()
    echec = AccessAttempt.objects.get(username="dgs")
    suite = client_administrateur.post(reverse("verrou_lever", args=[echec.pk]), follow=True)

    assert "aucun compte de ce nom" in page
    assert "« dgs » peut de nouveau essayer" in suite.content.decode()
    assert essayer(mot_de_passe=JUSTE).status_code == 302
    trace = LogEntry.objects.get(object_id=str(compte.pk))
    assert trace.get_change_message() == "Connexion déverrouillée."
    assert AccessAttempt.objects.get().username == "inconnu"


def test_un_verrou_ne_se_leve_pas_sans_le_droit(compte, client_agent):
    verrouiller()
    adresse = reverse("verrou_lever", args=[AccessAttempt.objects.get().pk])

    assert client_agent.post(adresse).status_code == 403
    assert essayer(mot_de_passe=JUSTE).status_code == 429


def test_la_page_des_verrous_lit_autant_de_fois_pour_dix_verrous(requetes):
    client = connecter(creer_administrateur())

    def lire():
        assert client.get(reverse("verrous")).status_code == 200

    vide = requetes(lire)
    for rang in range(10):
        verrouiller(f"nom-{rang}")

    assert requetes(lire) <= vide + 1
