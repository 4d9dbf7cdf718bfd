from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mutualisation.models import Rapport
from mutualisation.rapport import pdf, rendu
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.rendu import chemin_du_pdf, rendre_html
from tests.fabriques import creer_rapport, creer_texte_chapitre


@pytest.fixture
def rapport_nu(db):
    """Un rapport ouvert avant que rien d'autre ne soit saisi."""
    creer_rapport(annee=2031, titre="Rapport")
    return construire_rapport(2031)


@pytest.fixture
def rendus(monkeypatch, settings, tmp_path):
    """Documents rendus, sans WeasyPrint, dans un dossier neuf."""
    documents = []

    def rendre(html: str) -> bytes:
        documents.append(html)
        return b"%PDF-" + str(len(documents)).encode()

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    settings.DOSSIER_RENDUS = tmp_path / "rendus"
    return documents


def test_un_meme_contenu_n_est_rendu_qu_une_fois(rapport_nu, rendus):
    premier = chemin_du_pdf(rapport_nu)
    second = chemin_du_pdf(construire_rapport(2031))

    assert premier == second
    assert premier.read_bytes() == b"%PDF-1"
    assert len(rendus) == 1


def test_un_contenu_change_est_rendu_de_nouveau(rapport_nu, rendus):
    chemin_du_pdf(rapport_nu)
    creer_texte_chapitre(rapport=Rapport.objects.get(), chapitre="perspectives", texte="Nouveau.")

    assert chemin_du_pdf(construire_rapport(2031)).read_bytes() == b"%PDF-2"


def test_des_demandes_simultanees_ne_font_qu_un_rendu(rapport_nu, rendus):
    html = rendre_html(rapport_nu)
    rendu_de_reference = chemin_du_pdf(rapport_nu)
    rendu_de_reference.unlink()
    rendus.clear()

    with ThreadPoolExecutor(4) as fils:
        chemins = set(fils.map(rendu.garder, [html] * 4))

    assert chemins == {rendu_de_reference}
    assert len(rendus) == 1


def test_un_rendu_manque_ne_laisse_aucun_fichier(rapport_nu, rendus, monkeypatch, settings):
    def echouer(html: str) -> bytes:
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    with pytest.raises(pdf.ErreurDeRendu, match="interrompu"):
        chemin_du_pdf(rapport_nu)
    assert [f.name for f in Path(settings.DOSSIER_RENDUS).iterdir()] == ["rendu.lock"]


def test_les_plus_anciens_rendus_sont_effaces(rapport_nu, rendus, monkeypatch, settings):
    monkeypatch.setattr(rendu, "RENDUS_GARDES", 2)

    for numero in range(4):
        rendu.garder(f"<p>{numero}</p>")

    contenus = {f.read_bytes() for f in Path(settings.DOSSIER_RENDUS).glob("*.pdf")}
    assert contenus == {b"%PDF-3", b"%PDF-4"}
