"""Douze caractères au moins, sans règle de composition ; un lien ne sert qu'une fois."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from gouvernance.models import SessionOuverte, Utilisateur
from tests.fabriques import creer_utilisateur
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db
ANCIEN = "une phrase que je retiens"
NOUVEAU = "quatre mots choisis au hasard"


@pytest.fixture
def compte():
    compte = creer_utilisateur(username="dgs", last_name="Bourgeois", email="dgs@ahuy.test")
    compte.set_password(ANCIEN)
    compte.save()
    return compte


def lien_de(compte) -> str:
    numero = urlsafe_base64_encode(force_bytes(compte.pk))
    jeton = default_token_generator.make_token(compte)
    return reverse("mot_de_passe_confirmer", args=[numero, jeton])


def ouvrir(lien, client):
    """La page où choisir, à l'adresse sans jeton."""
    return client.get(lien, follow=True)


def choisir(page, mot_de_passe=NOUVEAU):
    envoi = {"new_password1": mot_de_passe, "new_password2": mot_de_passe}
    return page.client.post(page.request["PATH_INFO"], envoi)


@pytest.mark.parametrize("choisi", ["onze lettre", "123456789012"])
def test_un_mot_de_passe_trop_court_ou_tout_en_chiffres_est_refuse(choisi):
    with pytest.raises(ValidationError):
        validate_password(choisi)


@pytest.mark.parametrize("choisi", ["demonstration", NOUVEAU, "éléphants à vélo", "aaaabbbbccccd"])
def test_ni_majuscule_ni_chiffre_ni_signe_n_est_exige(choisi):
    validate_password(choisi)


def test_un_mot_de_passe_qui_reprend_le_nom_est_refuse(compte):
    with pytest.raises(ValidationError):
        validate_password("dgs@ahuy.test", compte)


def test_le_premier_administrateur_se_cree_en_ligne_de_commande(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NOUVEAU)
    call_command("createsuperuser", "--noinput", username="chef", email="chef@exemple.fr")

    assert Utilisateur.objects.get(username="chef").check_password(NOUVEAU)


def test_la_page_dit_ce_qui_est_attendu_et_garde_l_ancien_tant_que_rien_ne_va(compte, client):
    page = ouvrir(lien_de(compte), client)
    refus = choisir(page, "trop court")

    assert "Au moins 12 caractères" in page.content.decode()
    assert "au minimum 12 caractères" in refus.content.decode()
    compte.refresh_from_db()
    assert compte.check_password(ANCIEN)


def test_le_jeton_quitte_l_adresse_et_ne_part_vers_aucun_autre_site(compte, client):
    lien = lien_de(compte)
    page = ouvrir(lien, client)

    assert lien.split("/")[-2] not in page.request["PATH_INFO"] + page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_un_lien_ne_sert_qu_une_fois_meme_ouvert_dans_deux_navigateurs(compte, client):
    lien = lien_de(compte)
    ailleurs = ouvrir(lien, ClientSevere())
    assert choisir(ouvrir(lien, client)).url == reverse("mot_de_passe_termine")

    assert "Ce lien ne sert plus" in choisir(ailleurs, "un tout autre secret").content.decode()
    assert "Ce lien ne sert plus" in ouvrir(lien, ClientSevere()).content.decode()
    compte.refresh_from_db()
    assert compte.check_password(NOUVEAU)


def test_le_lien_d_un_compte_ferme_depuis_ne_sert_plus(compte, client):
    lien = lien_de(compte)
    page = ouvrir(lien, client)
    Utilisateur.objects.update(is_active=False)

    assert "Ce lien ne sert plus" in choisir(page).content.decode()


@pytest.mark.parametrize("numero", ["MQ", "OTk5", "é", "MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"])
def test_un_lien_faux_repond_de_meme_que_le_compte_existe_ou_non(compte, client, numero):
    reponse = client.get(f"/mot-de-passe-oublie/{numero}/c0ffee-faux/")

    assert reponse.status_code == 200
    assert "Ce lien ne sert plus" in reponse.content.decode()


def test_choisir_ferme_les_autres_sessions_et_leve_le_verrou(compte, client):
    ailleurs, ici = connecter(compte), connecter(compte)
    AccessAttempt.objects.create(username="dgs", ip_address="192.0.2.1", failures_since_start=5)
    AccessAttempt.objects.create(username="autre", ip_address="192.0.2.1", failures_since_start=5)
    choisir(ouvrir(lien_de(compte), ici))

    assert [c.get(reverse("mon_compte")).status_code for c in (ailleurs, ici)] == [302, 302]
    assert not SessionOuverte.objects.exclude(pk=ici.session.session_key).exists()
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["autre"]


@pytest.mark.parametrize(("ancien", "statut"), [(ANCIEN, 302), ("pas le bon", 200)])
def test_changer_de_mot_de_passe_demande_l_ancien_et_ferme_les_autres_sessions(
    compte, ancien, statut
):
    ici, ailleurs = connecter(compte), connecter(compte)
    cle = ici.session.session_key
    envoi = {"old_password": ancien, "new_password1": NOUVEAU, "new_password2": NOUVEAU}
    reponse = ici.post(reverse("mot_de_passe_changer"), envoi)

    est_change = statut == 302
    compte.refresh_from_db()
    assert (reponse.status_code, compte.check_password(NOUVEAU)) == (statut, est_change)
    assert ici.get(reverse("mon_compte")).status_code == 200
    assert (ici.session.session_key != cle) == est_change
    assert (ailleurs.get(reverse("mon_compte")).status_code == 302) == est_change
    assert SessionOuverte.objects.count() == (1 if est_change else 2)


def test_l_administration_n_a_pas_d_autre_page_pour_changer_de_mot_de_passe(client_agent):
    reponse = client_agent.get(reverse("admin:password_change"))

    assert reponse.url == reverse("mot_de_passe_changer")
