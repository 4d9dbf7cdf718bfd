"""Les fichiers figés d'une édition : à qui, sous quel nom, relus le moins possible."""

from hashlib import sha256

import pytest
from django.urls import reverse

from tests.fabriques import creer_rapport
from tests.mutualisation.pages_publiees import EDITION, PAGE, fichier, publier

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020, titre="L’état de la mutualisation")


@pytest.fixture
def edition(rapport):
    return publier(rapport)


@pytest.mark.parametrize(
    ("nom", "type_mime", "disposition"),
    [
        ("rapport.pdf", "application/pdf", "inline; filename="),
        ("donnees.zip", "application/zip", "attachment; filename="),
        ("adhesions.csv", "text/csv; charset=utf-8", "attachment; filename="),
    ],
)
def test_un_fichier_public_se_telecharge_tel_qu_il_a_ete_fige(
    client, edition, nom, type_mime, disposition
):
    reponse = client.get(fichier(nom))
    racine, extension = nom.split(".")

    assert reponse.content == edition.fichiers.get(nom=nom).octets
    assert reponse["Content-Type"] == type_mime
    assert (
        reponse["Content-Disposition"]
        == f'{disposition}"{racine}-mutualisation-2020-edition-1.{extension}"'
    )
    assert reponse["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reponse["ETag"] == f'"{sha256(reponse.content).hexdigest()}"'


@pytest.mark.parametrize(
    ("nom", "arguments", "fige"),
    [
        ("rapport_pdf", [2020], "rapport.pdf"),
        ("rapport_donnees", [2020], "donnees.zip"),
        ("rapport_tableau", [2020, "adhesions"], "adhesions.csv"),
    ],
)
def test_l_adresse_de_l_annee_sert_la_derniere_edition(
    client, edition, rapport, nom, arguments, fige
):
    derniere = publier(rapport, 2, motif="Correction.")

    reponse = client.get(reverse(nom, args=arguments))

    assert reponse.content == derniere.fichiers.get(nom=fige).octets
    assert "-edition-2." in reponse["Content-Disposition"]
    assert reponse["Cache-Control"] == "public, no-cache"


def test_un_fichier_deja_lu_n_est_ni_relu_ni_renvoye(client, edition, requetes):
    adresse = fichier("rapport.pdf")
    etiquette = client.get(adresse)["ETag"]

    reponse = client.get(adresse, headers={"If-None-Match": etiquette})

    assert (reponse.status_code, reponse.content) == (304, b"")
    assert reponse["ETag"] == etiquette
    assert "immutable" in reponse["Cache-Control"]
    assert requetes(lambda: client.get(adresse, headers={"If-None-Match": etiquette})) == 1


def test_un_fichier_se_sert_en_deux_requetes(client, edition, requetes):
    adresses = [fichier("rapport.pdf"), reverse("rapport_pdf", args=[2020])]

    assert [requetes(lambda a=a: client.get(a)) for a in adresses] == [2, 2]


@pytest.mark.parametrize("nom", ["donnees.json", "rapport.html", "lecture.html"])
def test_ce_qui_porte_les_petits_effectifs_est_aux_agents(
    client, client_maire, client_agent, edition, nom
):
    assert client.get(fichier(nom)).status_code == 404
    assert client_maire.get(fichier(nom)).status_code == 404
    assert client_agent.get(fichier(nom))["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "adresse",
    [
        f"{EDITION}inconnu.csv",
        f"{EDITION}transferts.csv",
        f"{EDITION}../rapport.pdf",
        f"{EDITION}..%2F..%2Frapport.pdf",
        f"{EDITION}%2Fetc%2Fpasswd",
        f"{EDITION}RAPPORT.PDF",
        f"{PAGE}tableaux/inconnu.csv",
        f"{PAGE}tableaux/..%2Fdonnees.csv",
        f"{PAGE}tableaux/donnees.json",
        f"{PAGE}editions/7/",
        f"{PAGE}editions/7/rapport.pdf",
        f"{PAGE}editions/99999999999999999999/",
        "/rapports/99999999999999999999/",
        "/rapports/99999999999999999999/rapport.pdf",
    ],
)
def test_un_nom_invente_ne_mene_a_rien(client, client_agent, edition, adresse):
    assert client.get(adresse).status_code == 404
    assert client_agent.get(adresse, follow=True).status_code == 404
