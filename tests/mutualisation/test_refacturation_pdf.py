import shutil
import subprocess
from datetime import date
from decimal import Decimal

import page
import pytest
from django.urls import reverse

from finances.refacturation import lire_etats
from gouvernance.models import Collectivite
from mutualisation.rapport import pdf
from mutualisation.refacturation.rendu import rendre_html
from tests.fabriques import creer_commune, creer_participation, creer_regularisation

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
def rendu_immediat(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(pdf, "rendre_pdf", lambda html: b"%PDF-1.7")
    settings.DOSSIER_RENDUS = tmp_path


def test_le_pdf_se_telecharge_sous_un_nom_qui_dit_la_commune(client_agent, facture, rendu_immediat):
    reponse = client_agent.get(reverse("refacturation_pdf", args=["21003", 2020]))

    assert reponse["Content-Type"] == "application/pdf"
    assert 'filename="refacturation-21003-2020.pdf"' in reponse["Content-Disposition"]
    assert b"".join(reponse.streaming_content) == b"%PDF-1.7"


def test_un_pdf_impossible_est_explique(client_agent, facture, rendu_immediat, monkeypatch):
    def echouer(html: str) -> bytes:
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    reponse = client_agent.get(reverse("refacturation_pdf", args=["21003", 2020]))

    assert reponse.status_code == 503
    assert "s’est interrompu" in reponse.content.decode()
    assert reverse("refacturation_detail", args=["21003", 2020]) in reponse.content.decode()


def test_l_etat_n_a_pas_de_lien_vers_le_site(facture):
    assert "<a " not in rendre_html(etat_d_ahuy(), JOUR)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils introuvable")
def test_l_etat_tient_en_une_page_conforme_et_dit_tout(facture, tmp_path):
    chemin = tmp_path / "etat.pdf"
    chemin.write_bytes(pdf.composer(rendre_html(etat_d_ahuy(), JOUR)))

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
