"""Un téléphone perdu se remplace ; une clé et des codes ne se relisent nulle part."""

import json

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from gouvernance.comptes.donnees import donnees_du_compte
from gouvernance.comptes.operations import effacer_le_compte
from mutualisation.acces.operations import retirer
from mutualisation.acces.second_facteur import appareil_de, cle_en_clair, est_exige
from tests.acces.codes import (
    donner_un_appareil,
    entrer,
    est_connecte,
    passer_le_mot_de_passe,
)
from tests.fabriques import creer_administrateur, creer_agent, creer_utilisateur
from tests.severite import connecter

pytestmark = pytest.mark.django_db
PAGE = reverse("second_facteur")
ACTIVER = reverse("second_facteur_activer")


def test_un_telephone_perdu_se_retire_par_un_administrateur(administrateur, agent, mailoutbox):
    ouverte = entrer(agent)
    adresse = reverse("second_facteur_retirer", args=[agent.pk])
    assert adresse in administrateur.get(reverse("seconds_facteurs")).content.decode()

    administrateur.post(adresse)

    assert appareil_de(agent) is None
    assert not StaticDevice.objects.filter(user=agent).exists()
    assert not est_connecte(ouverte)
    assert passer_le_mot_de_passe(agent).url == ACTIVER
    trace = LogEntry.objects.filter(object_id=str(agent.pk)).first()
    assert trace.get_change_message() == "Second facteur retiré."
    assert trace.user == administrateur.compte


def test_la_personne_en_est_prevenue(agent, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        donner_un_appareil(agent)

    [courriel] = mailoutbox
    assert courriel.to == ["claire@exemple.fr"]
    assert "Second facteur remplacé" in courriel.subject


def test_nul_ne_retire_le_sien_par_ce_chemin(administrateur):
    administrateur.post(reverse("second_facteur_retirer", args=[administrateur.compte.pk]))

    assert appareil_de(administrateur.compte)


def test_seul_un_administrateur_du_site_retire_celui_d_un_autre(agent):
    patron = creer_administrateur()
    donner_un_appareil(patron)

    with pytest.raises(ValidationError):
        retirer(patron, auteur=agent)
    assert appareil_de(patron)


def test_sans_le_droit_aucun_second_facteur_ne_se_retire(agent):
    client = connecter(creer_utilisateur())

    assert client.get(reverse("seconds_facteurs")).status_code == 403
    adresse = reverse("second_facteur_retirer", args=[agent.pk])
    assert client.post(adresse).status_code == 403


def test_la_page_des_seconds_facteurs_lit_autant_pour_dix_comptes(administrateur, requetes):
    def lire():
        assert administrateur.get(reverse("seconds_facteurs")).status_code == 200

    avant = requetes(lire)
    for _ in range(5):
        donner_un_appareil(creer_agent())
        creer_agent()

    assert requetes(lire) == avant


def test_le_serveur_retire_celui_du_dernier_administrateur(agent, capsys):
    call_command("retirer_second_facteur", "claire")

    assert appareil_de(agent) is None
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("retirer_second_facteur", "personne")


def test_la_cle_et_les_codes_ne_se_relisent_nulle_part(agent):
    client = entrer(agent)
    appareil = appareil_de(agent)
    secrets = [appareil.key, cle_en_clair(appareil).replace(" ", ""), *agent.secours]
    empreintes = list(StaticToken.objects.values_list("token", flat=True))

    lus = [
        json.dumps(donnees_du_compte(agent), ensure_ascii=False),
        client.get(PAGE).content.decode(),
        client.get(reverse("mon_compte")).content.decode(),
        *LogEntry.objects.values_list("change_message", flat=True),
    ]

    assert [secret for secret in secrets + empreintes if any(secret in lu for lu in lus)] == []
    # Ni en clair dans la base, d'où une copie les rendrait.
    assert not set(agent.secours) & set(empreintes)
    assert "application de codes" in lus[0]


def test_effacer_un_compte_efface_son_second_facteur(agent):
    effacer_le_compte(agent, auteur=creer_administrateur(), motif="Départ")

    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_l_administration_ne_montre_pas_les_appareils():
    assert not {TOTPDevice, StaticDevice} & set(admin.site._registry)
    with pytest.raises(NoReverseMatch):
        reverse("admin:otp_totp_totpdevice_changelist")


def test_un_lecteur_n_y_est_pas_tenu(exige):
    assert not est_exige(creer_utilisateur())
    assert est_exige(creer_utilisateur(is_superuser=True))
