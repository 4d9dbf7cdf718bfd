"""Importer des délibérations par la commande : en entier, ou pas du tout."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from gouvernance.models import Deliberation
from tests.fabriques import creer_agent, creer_commune
from tests.gouvernance.scdl import LIGNE, SIREN, SIRET, fichier

pytestmark = pytest.mark.django_db


@pytest.fixture
def dijon():
    return creer_commune(nom="Dijon", siren=SIREN, siret=SIRET)


@pytest.fixture
def chemin(tmp_path, dijon):
    chemin = tmp_path / "deliberations.csv"
    chemin.write_bytes(fichier(LIGNE))
    return chemin


def test_la_commande_montre_puis_importe(chemin, capsys):
    call_command("importer_deliberations", chemin, "--apercu")
    assert not Deliberation.objects.exists()

    call_command("importer_deliberations", chemin)

    trace = Deliberation.objects.get().historique.get()
    assert trace.history_change_reason == "Import de deliberations.csv"
    assert "1\u00a0créée" in capsys.readouterr().out


def test_la_commande_dit_ce_qui_changerait(chemin, capsys):
    call_command("importer_deliberations", chemin)
    chemin.write_bytes(fichier(LIGNE | {"DELIB_OBJET": "Autre objet"}))

    call_command("importer_deliberations", chemin, "--apercu")

    attendue = "Ligne 2, DELIB_OBJET : Adhésion au service commun devient Autre objet"
    assert attendue in capsys.readouterr().out


@pytest.mark.parametrize(
    ("contenu", "raison"), [(b"", "vide"), (fichier(LIGNE | {"DELIB_DATE": "x"}), "corrigez")]
)
def test_la_commande_refuse_en_entier(contenu, raison, chemin):
    chemin.write_bytes(contenu)

    with pytest.raises(CommandError, match=raison):
        call_command("importer_deliberations", chemin)
    assert not Deliberation.objects.exists()


def test_la_commande_dit_qu_un_fichier_manque(tmp_path):
    with pytest.raises(CommandError, match="ne peut être lu"):
        call_command("importer_deliberations", tmp_path / "absent.csv")


@pytest.mark.parametrize("droits", [[], ["add_deliberation"]])
def test_l_ancienne_adresse_demande_les_droits_d_ajouter_et_de_modifier(droits, client):
    agent = creer_agent()
    agent.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client.force_login(agent)

    assert client.get(reverse("deliberation_importer")).status_code == 404
