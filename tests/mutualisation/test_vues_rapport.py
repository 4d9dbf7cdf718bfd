import re

import pytest
from django.urls import reverse

from mutualisation.rapport import pdf
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_cooperation,
    creer_effectif,
    creer_fiche,
    creer_mesure,
    creer_objectif,
    creer_participation,
    creer_partie,
    creer_rapport,
    creer_realisation,
    creer_transfert,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020, titre="L’état de la mutualisation")


@pytest.fixture
def rendu_immediat(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(pdf, "rendre_pdf", lambda html: b"%PDF-1.7")
    settings.DOSSIER_RENDUS = tmp_path


@pytest.mark.parametrize("nom", ["rapport_liste", "rapport_detail", "rapport_pdf"])
def test_il_faut_etre_connecte(client, rapport, nom):
    adresse = reverse(nom, args=[] if nom == "rapport_liste" else [2020])

    reponse = client.get(adresse)

    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("connexion"))


def test_un_maire_trouve_et_lit_le_rapport(client_maire, rapport):
    liste = client_maire.get(reverse("rapport_liste")).content.decode()
    page = client_maire.get(rapport.get_absolute_url()).content.decode()

    assert rapport.get_absolute_url() in liste
    assert "<h1>L’état de la mutualisation, 2020</h1>" in page
    assert 'href="#financement"' in page
    assert reverse("rapport_pdf", args=[2020]) in page


def test_les_donnees_des_graphiques_se_deplient(client_agent, rapport):
    creer_adhesion()

    page = client_agent.get(rapport.get_absolute_url()).content.decode()

    assert re.search(r'id="figure-couverture".*<details>.*</details>', page, re.DOTALL)
    assert "figure__donnees" not in page


@pytest.mark.parametrize("nom", ["rapport_detail", "rapport_pdf"])
def test_une_annee_sans_rapport_le_dit_et_propose_les_autres(client_maire, rapport, nom):
    reponse = client_maire.get(reverse(nom, args=[1999]))

    assert reponse.status_code == 404
    assert "Aucun rapport pour 1999" in reponse.content.decode()
    assert rapport.get_absolute_url() in reponse.content.decode()


def test_le_pdf_s_ouvre_sous_un_nom_qui_dit_l_annee(client_maire, rapport, rendu_immediat):
    reponse = client_maire.get(reverse("rapport_pdf", args=[2020]))

    assert reponse["Content-Type"] == "application/pdf"
    assert 'filename="rapport-mutualisation-2020.pdf"' in reponse["Content-Disposition"]
    assert b"".join(reponse.streaming_content) == b"%PDF-1.7"


def test_un_pdf_impossible_est_explique(client_maire, rapport, rendu_immediat, monkeypatch):
    def echouer(html: str) -> bytes:
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    reponse = client_maire.get(reverse("rapport_pdf", args=[2020]))

    assert reponse.status_code == 503
    assert "Le rendu du PDF s’est interrompu." in reponse.content.decode()
    assert rapport.get_absolute_url() in reponse.content.decode()


def test_le_rapport_a_nombre_de_requetes_constant(client_agent, rapport, requetes):
    def saisir():
        fiche = creer_fiche()
        creer_objectif(fiche=fiche)
        creer_realisation(fiche=fiche).beneficiaires.add(creer_ccas())
        creer_adhesion(collectivite=creer_ccas())
        creer_adhesion()
        creer_transfert()
        creer_effectif()
        creer_mesure()
        creer_participation()
        creer_partie(cooperation=creer_cooperation())

    saisir()
    avant = requetes(lambda: client_agent.get(rapport.get_absolute_url()))
    for _ in range(5):
        saisir()

    assert requetes(lambda: client_agent.get(rapport.get_absolute_url())) == avant
