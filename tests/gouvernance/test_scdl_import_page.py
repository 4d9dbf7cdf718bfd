"""Importer un fichier SCDL par la page, puis par la commande."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from gouvernance.models import Collectivite, Deliberation
from tests.fabriques import creer_agent, creer_commune
from tests.gouvernance.scdl import LIGNE, SIREN, SIRET, fichier, importer
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db


@pytest.fixture
def dijon():
    return creer_commune(nom="Dijon", siren=SIREN, siret=SIRET)


@pytest.fixture
def client_importateur():
    agent = creer_agent()
    droits = ["add_deliberation", "change_deliberation"]
    agent.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client = ClientSevere()
    client.force_login(agent)
    return client


URL = "/gouvernance/deliberations/importer/"


def deposer(client, contenu: bytes):
    depot = SimpleUploadedFile("deliberations.csv", contenu, "text/csv")
    return client.post(URL, {"fichier": depot})


def confirmer(client, apercu, **changements):
    return client.post(URL, apercu.context["formulaire"].initial | changements)


def test_l_import_par_la_page_montre_puis_enregistre(client_importateur, dijon):
    apercu = deposer(client_importateur, fichier(LIGNE))
    assert "Tout enregistrer" in apercu.content.decode()
    assert not Deliberation.objects.exists()

    reponse = confirmer(client_importateur, apercu)

    assert reponse.url == reverse("deliberation_liste")
    acte = Deliberation.objects.get()
    assert LogEntry.objects.get().object_id == str(acte.pk)
    page = client_importateur.get(reponse.url).content.decode()
    assert "1\u00a0créée" in page


def test_la_page_dit_toutes_les_fautes(client_importateur, dijon):
    page = deposer(
        client_importateur, fichier(LIGNE | {"DELIB_DATE": "hier", "VOTE_POUR": "x"})
    ).content.decode()

    assert "2\u00a0valeurs sont à corriger" in page
    assert "Tout enregistrer" not in page


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [(b"", "vide"), (b"x" * 2_000_000, "1,5 Mo"), (b"A,B", "Il manque les colonnes")],
)
def test_la_page_refuse_un_mauvais_fichier(contenu, raison, client_importateur):
    page = deposer(client_importateur, contenu).content.decode()

    assert raison in page
    assert 'aria-invalid="true"' in page


def test_la_page_demande_un_fichier(client_importateur):
    assert "Choisissez un fichier." in client_importateur.post(URL).content.decode()


def test_un_apercu_perime_se_remontre(client_importateur, dijon):
    apercu = deposer(client_importateur, fichier(LIGNE))
    importer(LIGNE | {"DELIB_OBJET": "Écrit entre-temps"})

    reponse = confirmer(client_importateur, apercu)

    assert "ont changé depuis cet aperçu" in reponse.content.decode()
    assert Deliberation.objects.get().objet == "Écrit entre-temps"


@pytest.mark.parametrize("contenu", ["pas du base64 !", "eA=="])
def test_un_apercu_altere_est_refuse(contenu, client_importateur, dijon):
    apercu = deposer(client_importateur, fichier(LIGNE))

    reponse = confirmer(client_importateur, apercu, contenu=contenu)

    assert reponse.url == URL
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize("droits", [[], ["add_deliberation"]])
def test_l_import_demande_les_droits_d_ajouter_et_de_modifier(droits, client_agent):
    agent = creer_agent()
    agent.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client = ClientSevere()
    client.force_login(agent)

    assert client.get(URL).status_code == 404


def test_la_commande_importe(tmp_path, dijon, capsys):
    chemin = tmp_path / "deliberations.csv"
    chemin.write_bytes(fichier(LIGNE))

    call_command("importer_deliberations", chemin, "--apercu")
    assert not Deliberation.objects.exists()
    call_command("importer_deliberations", chemin)

    assert Deliberation.objects.count() == 1
    assert "1\u00a0créée" in capsys.readouterr().out


def test_la_commande_dit_ce_qui_changerait(tmp_path, dijon, capsys):
    importer(LIGNE)
    chemin = tmp_path / "deliberations.csv"
    chemin.write_bytes(fichier(LIGNE | {"DELIB_OBJET": "Autre objet"}))

    call_command("importer_deliberations", chemin, "--apercu")

    attendue = "Ligne 2, DELIB_OBJET : Adhésion au service commun devient Autre objet"
    assert attendue in capsys.readouterr().out


@pytest.mark.parametrize(
    ("contenu", "raison"), [(b"", "vide"), (fichier(LIGNE | {"DELIB_DATE": "x"}), "corrigez")]
)
def test_la_commande_refuse_en_entier(contenu, raison, tmp_path, dijon):
    chemin = tmp_path / "deliberations.csv"
    chemin.write_bytes(contenu)

    with pytest.raises(CommandError, match=raison):
        call_command("importer_deliberations", chemin)
    assert not Deliberation.objects.exists()


def test_la_commande_dit_qu_un_fichier_manque(tmp_path):
    with pytest.raises(CommandError, match="ne peut être lu"):
        call_command("importer_deliberations", tmp_path / "absent.csv")


def test_l_import_n_invente_aucune_collectivite(dijon):
    importer(LIGNE)

    assert Collectivite.objects.count() == 1
