import shutil
import subprocess
from datetime import date
from decimal import Decimal

import page
import pytest
from django.urls import reverse

from finances.refacturation import lire_etats
from gouvernance.models import Collectivite
from mutualisation.models import Production
from mutualisation.rapport import pdf
from mutualisation.refacturation.rendu import rendre_html
from tests.fabriques import (
    creer_commune,
    creer_elu,
    creer_participation,
    creer_regularisation,
)

JOUR = date(2021, 3, 1)


@pytest.fixture
def facture(db):
    commune = creer_commune(nom="Ahuy", code_insee="21003")
    part = creer_participation(
        payeur=commune,
        mode="refacturation",
        objet="Commande publique",
        montant=Decimal(500),
        mois=6,
        exercice_fin=2020,
    )
    creer_regularisation(participation=part, cout_reel=Decimal("480.50"))
    return part


def etat_d_ahuy():
    (etat,) = lire_etats(Collectivite.objects.filter(nom="Ahuy"), 2020)
    return etat


@pytest.fixture
def rendu_immediat(monkeypatch):
    monkeypatch.setattr(pdf, "rendre_pdf", lambda html, annexes, signe_de_vie: b"%PDF-1.7")


def test_un_maire_demande_l_etat_de_sa_commune_et_l_obtient(client, facture, rendu_immediat):
    client.force_login(creer_elu(facture.payeur))

    page = client.get(reverse("refacturation_pdf", args=["21003", 2020]), follow=True)
    production = Production.objects.get()
    fichier = client.get(reverse("production_fichier", args=[production.pk]))

    assert page.redirect_chain == [(production.get_absolute_url(), 302)]
    assert "État de refacturation d’Ahuy, exercice 2020" in page.content.decode()
    assert 'filename="refacturation-21003-2020.pdf"' in fichier["Content-Disposition"]
    assert fichier.getvalue() == b"%PDF-1.7"


def test_suivre_deux_fois_le_lien_ne_demande_qu_une_fois_l_etat(
    client_agent, facture, rendu_immediat
):
    adresses = {
        client_agent.get(reverse("refacturation_pdf", args=["21003", 2020])).url for _ in range(2)
    }

    assert len(adresses) == Production.objects.count() == 1


def test_un_pdf_impossible_est_explique_et_le_lien_ne_le_relance_pas(
    client_agent, facture, monkeypatch
):
    essais = []

    def echouer(html, annexes, signe_de_vie):
        essais.append(html)
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    for _ in range(2):
        page = client_agent.get(reverse("refacturation_pdf", args=["21003", 2020]), follow=True)

    assert "Le rendu du PDF s’est interrompu." in page.content.decode()
    assert len(essais) == 1


def test_l_etat_n_a_pas_de_lien_vers_le_site(facture):
    assert "<a " not in rendre_html(etat_d_ahuy(), JOUR)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils introuvable")
def test_l_etat_tient_en_une_page_conforme_et_dit_tout(facture, tmp_path):
    chemin = tmp_path / "etat.pdf"
    chemin.write_bytes(pdf.rendre_pdf(rendre_html(etat_d_ahuy(), JOUR)))

    commande = ["pdftotext", "-raw", str(chemin), "-"]
    sortie = subprocess.run(commande, check=True, capture_output=True, text=True).stdout
    texte = " ".join(sortie.split())

    assert sortie.count("\f") == 1
    for attendu in [
        "État de refacturation",
        "Commune d’Ahuy, exercice 2020",
        "La métropole facture 480,50 € à la commune.",
        "2020, 6 mois sur douze",
        "Total 500,00 € 500,00 € 480,50 € −19,50 € 480,50 €",
        "CGCT, art. L. 5211-4-2",
        "art. D. 5211-16, par analogie",
        "État établi le 1er mars 2021.",
    ]:
        assert attendu in texte
    assert page.validate_pdf(chemin, profile="ua1").failures == []
