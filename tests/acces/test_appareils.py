"""Enregistrer un téléphone, en changer, le perdre ; sa clé ne se relit nulle part."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from mutualisation.acces.second_facteur import appareil_de, cle_en_clair
from mutualisation.reprises.saisie import SaisieGardee
from tests.acces.codes import (
    code_de,
    entrer,
    est_connecte,
    passer_le_mot_de_passe,
)
from tests.fabriques import creer_elu
from tests.severite import connecter

pytestmark = pytest.mark.django_db
PAGE = reverse("second_facteur")
ACTIVER = reverse("second_facteur_activer")
SECOURS = re.compile(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>")


def test_un_agent_sans_appareil_en_enregistre_un_avant_d_entrer(agent_sans_appareil):
    entree = passer_le_mot_de_passe(agent_sans_appareil, next=reverse("adhesion_liste"))
    assert entree.url == ACTIVER
    client = entree.client
    page = client.get(ACTIVER).content.decode()
    cle = cle_en_clair(TOTPDevice.objects.get())
    assert "<svg" in page
    assert cle in page
    assert not est_connecte(client)

    codes = client.post(ACTIVER, {"code": code_de(agent_sans_appareil)}).content.decode()

    assert len(set(SECOURS.findall(codes))) == 10
    assert f'href="{reverse("adhesion_liste")}"' in codes
    assert cle not in codes
    assert est_connecte(client)
    assert client.get(ACTIVER).url == PAGE
    suite = passer_le_mot_de_passe(agent_sans_appareil).client
    secours = {"secours": SECOURS.search(codes)[1]}
    assert suite.post(reverse("connexion_code"), secours).status_code == 302


def test_un_code_faux_n_enregistre_rien_et_garde_la_meme_cle(agent_sans_appareil):
    client = passer_le_mot_de_passe(agent_sans_appareil).client
    client.get(ACTIVER)
    cle = cle_en_clair(TOTPDevice.objects.get())

    page = client.post(ACTIVER, {"code": "000000"}).content.decode()

    assert cle in page
    assert appareil_de(agent_sans_appareil) is None
    assert not est_connecte(client)


def test_une_cle_commencee_dans_une_session_n_est_pas_reprise_par_une_autre(agent_sans_appareil):
    """Qui ne connaît que le mot de passe ne garde pas la clé que la personne enregistrera."""
    pirate = passer_le_mot_de_passe(agent_sans_appareil).client
    pirate.get(ACTIVER)
    connue = TOTPDevice.objects.get().key
    client = passer_le_mot_de_passe(agent_sans_appareil).client
    client.get(ACTIVER)

    assert TOTPDevice.objects.get().key != connue
    client.post(ACTIVER, {"code": code_de(agent_sans_appareil)})
    assert pirate.get(ACTIVER).url == reverse("connexion_code")


def test_la_saisie_attend_aussi_l_enregistrement(agent_sans_appareil):
    auteur = str(agent_sans_appareil.pk)
    gardee = SaisieGardee("/aide/", (("nom", "Archives"),), (), auteur).signer()

    page = passer_le_mot_de_passe(agent_sans_appareil, saisie=gardee)
    assert f'name="saisie" value="{gardee}"' in page.content.decode()
    envoi = {"code": code_de(agent_sans_appareil), "saisie": gardee}
    codes = page.client.post(ACTIVER, envoi).content.decode()
    assert f'name="saisie" value="{gardee}"' in codes
    reprise = page.client.post(reverse("connexion"), {"saisie": gardee}).content.decode()
    assert "Archives" in reprise


def test_un_agent_qui_a_un_appareil_n_en_enregistre_pas_un_autre_a_la_connexion(agent):
    client = passer_le_mot_de_passe(agent).client

    assert client.get(ACTIVER).url == reverse("connexion_code")
    assert TOTPDevice.objects.count() == 1


def test_un_elu_active_puis_desactive_le_sien(commune, exige, horloge):
    elu = creer_elu(commune)
    ailleurs, client = connecter(elu), connecter(elu)
    assert "Enregistrer votre téléphone" in client.get(PAGE).content.decode()
    client.get(ACTIVER)
    client.post(ACTIVER, {"code": code_de(elu)})
    assert appareil_de(elu)
    assert not est_connecte(ailleurs)

    client.post(PAGE, {"code": code_de(elu), "geste": "desactiver"})
    assert appareil_de(elu), "Ce code a déjà servi."
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post(PAGE, {"code": code_de(elu, 1), "geste": "desactiver"})

    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert est_connecte(client)


def test_un_agent_ne_desactive_pas_le_sien(agent):
    client = entrer(agent)

    client.post(PAGE, {"code": code_de(agent, 1), "geste": "desactiver"})

    assert appareil_de(agent)


@pytest.mark.parametrize("geste", ["refaire", "remplacer", "desactiver"])
def test_tout_geste_demande_un_code(agent, geste):
    client = entrer(agent)
    avant = list(StaticToken.objects.values_list("token", flat=True))

    page = client.post(PAGE, {"code": "000000", "geste": geste})

    assert "Ce code n’est pas le bon" in page.content.decode()
    assert list(StaticToken.objects.values_list("token", flat=True)) == avant
    assert client.get(ACTIVER).url == PAGE


def test_un_geste_inconnu_est_refuse(agent):
    assert entrer(agent).post(PAGE, {"code": code_de(agent, 1)}).status_code == 400


def test_remplacer_perime_l_ancien_et_ferme_les_autres_sessions(agent, mailoutbox):
    ailleurs = entrer(agent)
    client = passer_le_mot_de_passe(agent).client
    client.post(reverse("connexion_code"), {"secours": agent.secours[0]})
    ancien = appareil_de(agent)

    prouve = client.post(PAGE, {"code": code_de(agent, 1), "geste": "remplacer"})
    assert prouve.url == ACTIVER
    client.get(ACTIVER)
    codes = client.post(ACTIVER, {"code": code_de(agent)}).content.decode()

    assert appareil_de(agent) != ancien
    assert TOTPDevice.objects.count() == 1
    assert agent.secours[1] not in codes
    assert est_connecte(client)
    assert not est_connecte(ailleurs)
    trace = LogEntry.objects.filter(object_id=str(agent.pk)).first()
    assert trace.get_change_message() == "Second facteur remplacé."


def test_refaire_les_codes_perime_les_anciens(agent):
    client = entrer(agent)

    page = client.post(PAGE, {"code": code_de(agent, 1), "geste": "refaire"}).content.decode()

    neufs = SECOURS.findall(page)
    assert len(neufs) == 10
    assert StaticToken.objects.count() == 10
    essai = passer_le_mot_de_passe(agent).client
    essai.post(reverse("connexion_code"), {"secours": agent.secours[0]})
    assert not est_connecte(essai)


def test_les_codes_se_telechargent_et_rien_d_autre(client_agent):
    codes = " ".join(["abcd-2345"] * 10)

    fichier = client_agent.post(reverse("codes_fichier"), {"codes": codes})

    assert fichier["Content-Disposition"].startswith("attachment")
    assert fichier["Content-Type"].startswith("text/plain")
    assert fichier.content.decode().count("abcd-2345") == 10
    for autre in ["", "<script>", codes + " <b>"]:
        reponse = client_agent.post(reverse("codes_fichier"), {"codes": autre})
        assert reponse.status_code == 400
