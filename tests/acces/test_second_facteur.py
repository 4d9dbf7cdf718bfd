"""Se connecter avec un second facteur : rien ne s'ouvre avant, et un code ne sert qu'une fois."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from mutualisation.acces import attente
from mutualisation.acces.second_facteur import ecrire_code
from mutualisation.reprises.saisie import SaisieGardee
from tests.acces.codes import (
    code_de,
    donner_un_appareil,
    donner_un_mot_de_passe,
    entrer,
    est_connecte,
    passer_le_mot_de_passe,
)
from tests.fabriques import creer_agent, creer_utilisateur
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db
CODE = reverse("connexion_code")
ACTIVER = reverse("second_facteur_activer")
REFUS = "Ce code n’est pas le bon, ou il a déjà servi"


def test_le_mot_de_passe_seul_n_ouvre_rien(agent):
    reponse = passer_le_mot_de_passe(agent, next=reverse("adhesion_liste"))

    assert reponse.url == CODE
    client = reponse.client
    for nom in ["mon_compte", "admin:index", "adhesion_liste"]:
        assert "?next=" in client.get(reverse(nom)).url
    # Une page publique se lit comme un visiteur la lit.
    assert not client.get(reverse("rapport_liste")).wsgi_request.user.is_authenticated
    assert client.post(reverse("colonnes_choisir"), {"liste": "x"}).status_code == 200
    agent.refresh_from_db()
    assert agent.last_login is None


def test_le_code_ouvre_la_page_demandee(agent):
    client = passer_le_mot_de_passe(agent, next=reverse("adhesion_liste")).client

    assert client.post(CODE, {"code": code_de(agent)}).url == reverse("adhesion_liste")
    assert est_connecte(client)


def test_le_code_change_la_session(agent):
    client = passer_le_mot_de_passe(agent).client
    a_demi = client.cookies["sessionid"].value

    client.post(CODE, {"code": code_de(agent)})

    assert client.cookies["sessionid"].value != a_demi
    pirate = Client()
    pirate.cookies["sessionid"] = a_demi
    assert not est_connecte(pirate)


def test_la_session_a_demi_ouverte_n_est_pas_celle_imposee_avant(agent):
    client = ClientSevere()
    client.session.save()
    client.cookies["sessionid"] = imposee = "cleimposeeparunautre0123456789ab"

    passer_le_mot_de_passe(agent, client)

    assert client.cookies["sessionid"].value != imposee


@pytest.mark.parametrize(("pas", "entre"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_un_telephone_peut_avancer_ou_retarder_d_un_pas(agent, pas, entre):
    client = passer_le_mot_de_passe(agent).client

    reponse = client.post(CODE, {"code": code_de(agent, pas)})

    assert est_connecte(client) is entre
    assert entre or REFUS in reponse.content.decode()


def test_un_code_ne_sert_qu_une_fois(agent):
    entrer(agent)
    client = passer_le_mot_de_passe(agent).client

    for pas in [0, -1]:
        reponse = client.post(CODE, {"code": code_de(agent, pas)})
        TOTPDevice.objects.update(throttling_failure_count=0)
        assert REFUS in reponse.content.decode()
    assert not est_connecte(client)


def test_un_code_de_secours_ne_sert_qu_une_fois(agent):
    code = ecrire_code(agent.secours[0])
    premier = passer_le_mot_de_passe(agent).client
    second = passer_le_mot_de_passe(agent).client

    assert premier.post(CODE, {"secours": f" {code.upper()} "}).status_code == 302
    assert REFUS in second.post(CODE, {"secours": code}).content.decode()
    assert (est_connecte(premier), est_connecte(second)) == (True, False)


@pytest.mark.parametrize("envoi", [{}, {"code": "12345"}, {"code": "1234567"}, {"code": "١٢٣٤٥٦"}])
def test_un_code_mal_ecrit_est_dit_sans_compter(agent, envoi):
    client = passer_le_mot_de_passe(agent).client

    page = client.post(CODE, envoi).content.decode()

    assert "Un code a six chiffres." in page or "Entrez le code." in page
    assert not AccessAttempt.objects.exists()


def test_un_essai_trop_rapide_attend(agent):
    client = passer_le_mot_de_passe(agent).client
    TOTPDevice.objects.update(
        throttling_failure_count=8, throttling_failure_timestamp=timezone.now()
    )

    page = client.post(CODE, {"code": code_de(agent)}).content.decode()

    assert "Trop d’essais manqués\u00a0: réessayez dans 3 minutes." in page
    assert not est_connecte(client)


def test_cinq_codes_faux_ferment_le_nom_comme_cinq_mots_de_passe(agent):
    client = passer_le_mot_de_passe(agent).client
    statuts = []
    for _ in range(settings.AXES_FAILURE_LIMIT):
        TOTPDevice.objects.update(throttling_failure_count=0)
        # Le mot de passe juste, entre deux, n'oublie pas les codes faux.
        passer_le_mot_de_passe(agent, client)
        statuts.append(client.post(CODE, {"code": "000000"}).status_code)

    assert statuts == [200, 200, 200, 200, 429]
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post(CODE, {"code": code_de(agent)}).status_code == 429
    assert passer_le_mot_de_passe(agent, client).status_code == 429


def test_la_session_a_demi_ouverte_dure_dix_minutes(agent, monkeypatch):
    client = passer_le_mot_de_passe(agent).client
    plus_tard = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(attente.timezone, "now", lambda: plus_tard)

    assert client.post(CODE, {"code": code_de(agent)}).url == reverse("connexion")
    assert client.get(ACTIVER).url == reverse("connexion")


@pytest.mark.parametrize("geste", ["fermer", "changer de mot de passe"])
def test_un_compte_change_entre_les_deux_n_entre_plus(agent, geste):
    client = passer_le_mot_de_passe(agent).client
    code = code_de(agent)
    agent.is_active = geste != "fermer"
    agent.set_password("une autre phrase")
    agent.save()

    assert client.post(CODE, {"code": code}).url == reverse("connexion")


def test_le_code_d_un_autre_n_ouvre_pas(agent):
    autre = donner_un_mot_de_passe(creer_agent(username="autre"))
    donner_un_appareil(autre)
    client = passer_le_mot_de_passe(agent).client

    client.post(CODE, {"code": code_de(autre)})

    assert not est_connecte(client)


def test_la_saisie_attend_le_second_facteur(agent):
    gardee = SaisieGardee("/aide/", (("nom", "Archives"),), (), str(agent.pk)).signer()

    page = passer_le_mot_de_passe(agent, saisie=gardee)
    assert "Votre saisie est conservée" in page.content.decode()
    assert "Archives" not in page.content.decode()
    # Un code faux la garde ; un code juste la rend.
    assert gardee in page.client.post(CODE, {"code": "", "saisie": gardee}).content.decode()
    reprise = page.client.post(CODE, {"code": code_de(agent), "saisie": gardee})
    assert "Reprendre votre saisie" in reprise.content.decode()
    assert "Archives" in reprise.content.decode()


def test_la_saisie_survit_au_delai_passe(agent):
    gardee = SaisieGardee("/aide/", (("nom", "Archives"),), (), str(agent.pk)).signer()

    page = ClientSevere().post(CODE, {"code": "123456", "saisie": gardee}).content.decode()

    assert f'name="saisie" value="{gardee}"' in page
    assert "recommencez" in page


def test_une_session_ouverte_sans_le_second_facteur_se_ferme(agent):
    """Elle date d'avant que l'installation l'exige, ou que le compte soit celui d'un agent."""
    client = connecter(agent)

    assert not client.get(reverse("rapport_liste")).wsgi_request.user.is_authenticated
    assert client.get(reverse("adhesion_liste")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_sans_exigence_un_agent_entre_par_son_mot_de_passe(agent_sans_appareil, settings):
    settings.SECOND_FACTEUR_EXIGE = False

    assert est_connecte(passer_le_mot_de_passe(agent_sans_appareil).client)


def test_un_elu_n_y_est_tenu_que_s_il_l_a_active(exige, horloge):
    elu = donner_un_mot_de_passe(creer_utilisateur(username="maire"))
    assert est_connecte(passer_le_mot_de_passe(elu).client)

    donner_un_appareil(elu)

    reponse = passer_le_mot_de_passe(elu)
    assert reponse.url == CODE
    assert not est_connecte(reponse.client)


def test_les_pages_du_code_ne_se_gardent_pas_en_cache(agent):
    client = passer_le_mot_de_passe(agent).client

    assert "no-store" in client.get(CODE)["Cache-Control"]


def test_un_second_facteur_coute_une_lecture_par_page(agent, requetes, settings):
    client = entrer(agent)
    avec = requetes(lambda: client.get(reverse("aide")))
    settings.SECOND_FACTEUR_EXIGE = False
    client = connecter(agent)

    assert avec == requetes(lambda: client.get(reverse("aide"))) + 1
