"""Les fiches d'une édition, ouvertes à tous ; celles d'un projet, aux agents ; la commande."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from mutualisation.models import Production
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.editions import derniere_edition, fichier
from mutualisation.rapport.fiches import composer_fiches, extraire_fiche
from tests.fabriques import creer_rapport
from tests.fabriques_rapport import creer_edition, creer_rapport_publiable
from tests.mutualisation.publications import publier

pytestmark = pytest.mark.django_db


def adresse(code_insee, suite=""):
    return reverse("fiche_pdf", args=[2031, code_insee]) + suite


@pytest.fixture
def publie(rendu_factice):
    rapport = creer_rapport_publiable(annee=2031)
    publier(rapport)
    return rapport


@pytest.fixture
def code_insee(publie):
    return construire_rapport(2031).communes[0].code_insee


def test_la_fiche_publiee_se_lit_sans_connexion(client, code_insee):
    reponse = client.get(adresse(code_insee))
    archive = fichier(derniere_edition(2031), "fiches.zip").octets

    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"].startswith('inline; filename="fiche-2031-')
    assert reponse.content == extraire_fiche(archive, code_insee)[1]


def test_une_fiche_deja_lue_n_est_pas_relue(client, code_insee, requetes):
    etiquette = client.get(adresse(code_insee))["ETag"]

    assert requetes(lambda: client.get(adresse(code_insee))) <= 2
    assert (
        requetes(lambda: client.get(adresse(code_insee), headers={"If-None-Match": etiquette})) == 1
    )
    assert client.get(adresse(code_insee), headers={"If-None-Match": etiquette}).status_code == 304


@pytest.mark.parametrize(
    ("nom", "type_mime"), [("pdf", "application/pdf"), ("zip", "application/zip")]
)
def test_toutes_les_fiches_se_telechargent_et_sont_sur_la_page_de_l_edition(
    client, publie, nom, type_mime
):
    reponse = client.get(reverse(f"fiches_{nom}", args=[2031]))
    page_publique = client.get(publie.get_absolute_url()).content.decode()

    assert reponse["Content-Type"] == type_mime
    assert reponse.content == fichier(derniere_edition(2031), f"fiches.{nom}").octets
    assert reverse("edition_fichier", args=[2031, 1, f"fiches.{nom}"]) in page_publique


def test_la_fiche_d_une_edition_a_une_adresse_permanente(client, publie, code_insee):
    permanente = reverse("edition_fiche", args=[2031, 1, code_insee])
    reponse = client.get(permanente)

    assert f'href="{permanente}"' in client.get(publie.get_absolute_url()).content.decode()
    assert reponse.content == client.get(adresse(code_insee)).content
    assert "immutable" in reponse["Cache-Control"]
    for inconnue in [[2031, 2, code_insee], [2031, 1, "99999"]]:
        assert client.get(reverse("edition_fiche", args=inconnue)).status_code == 404


def test_le_projet_mene_aux_fiches_du_projet(client_agent, publie, code_insee):
    projet = client_agent.get(publie.get_absolute_url() + "?brouillon").content.decode()

    assert f'href="{adresse(code_insee, "?brouillon")}"' in projet
    assert f'href="{reverse("fiches_pdf", args=[2031])}?brouillon"' in projet


@pytest.mark.parametrize("suite", ["", "?brouillon"])
def test_une_commune_inconnue_est_dite(client_agent, publie, suite):
    assert client_agent.get(adresse("99999", suite)).status_code == 404


@pytest.mark.parametrize("nom", ["fiches_pdf", "fiches_zip"])
def test_rien_de_publie_ne_se_lit_pas(client, client_maire, nom):
    creer_rapport(annee=2031)

    for suite in ["", "?brouillon"]:
        assert client.get(reverse(nom, args=[2031]) + suite).status_code == 404
        assert client_maire.get(adresse("21231", suite)).status_code == 404


def test_le_projet_d_une_fiche_est_reserve_aux_agents(client_maire, client_agent, code_insee):
    production = client_agent.get(adresse(code_insee, "?brouillon"))

    assert production.url == Production.objects.get(nature="document").get_absolute_url()
    assert client_maire.get(adresse(code_insee, "?brouillon")).status_code == 404


def test_un_meme_projet_n_est_rendu_qu_une_fois(client_agent, publie):
    for _ in range(2):
        reponse = client_agent.get(reverse("fiches_pdf", args=[2031]) + "?brouillon")

    assert reponse.url == Production.objects.get(nature="document").get_absolute_url()


def test_le_zip_du_projet_mene_a_son_document(client_agent, publie):
    reponse = client_agent.get(reverse("fiches_zip", args=[2031]) + "?brouillon")

    assert reponse.url == reverse("fiches_pdf", args=[2031]) + "?brouillon="


@pytest.mark.usefixtures("rendu_factice")
def test_une_annee_sans_commune_se_publie_sans_fiche(client_agent):
    creer_rapport(annee=2031)

    assert composer_fiches(construire_rapport(2031)) == {}
    assert client_agent.get(reverse("fiches_pdf", args=[2031]), follow=True).status_code == 404


# La commande


def test_la_commande_ecrit_la_fiche_figee_et_toutes(tmp_path, code_insee):
    edition = derniere_edition(2031)
    archive = fichier(edition, "fiches.zip").octets
    for commune, nom, attendu in [
        (code_insee, "fiche.pdf", extraire_fiche(archive, code_insee)[1]),
        ("toutes", "fiches.pdf", fichier(edition, "fiches.pdf").octets),
        ("toutes", "fiches.zip", archive),
    ]:
        call_command("exporter_rapport", 2031, tmp_path / nom, commune=commune)

        assert (tmp_path / nom).read_bytes() == attendu


@pytest.mark.usefixtures("rendu_factice")
def test_la_commande_ecrit_le_projet_si_rien_n_est_publie(tmp_path):
    creer_rapport_publiable(annee=2031)
    code = construire_rapport(2031).communes[0].code_insee

    for commune, debut in [(code, b"%PDF"), ("toutes", b"%PDF")]:
        call_command("exporter_rapport", 2031, tmp_path / "fiche.pdf", commune=commune)

        assert (tmp_path / "fiche.pdf").read_bytes().startswith(debut)


@pytest.mark.parametrize(
    ("options", "faute"),
    [
        ({"commune": "99999"}, "pas de fiche pour la commune 99999"),
        ({"commune": "toutes", "format": "html"}, "s’exporte sans --format"),
    ],
)
def test_une_mauvaise_demande_est_dite_et_n_ecrit_rien(tmp_path, publie, options, faute):
    with pytest.raises(CommandError, match=faute):
        call_command("exporter_rapport", 2031, tmp_path / "fiche.pdf", **options)

    assert list(tmp_path.iterdir()) == []


def test_une_edition_sans_fiches_est_dite(tmp_path):
    creer_edition(rapport=creer_rapport(annee=2031))

    with pytest.raises(CommandError, match="édition 1 n’a pas de fiches de communes"):
        call_command("exporter_rapport", 2031, tmp_path / "fiche.pdf", commune="21231")
