import pytest
from django.core.management import CommandError, call_command

from mutualisation.rapport import pdf
from tests.fabriques import creer_chiffre_annonce, creer_rapport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rendu_immediat(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(pdf, "rendre_pdf", lambda html: b"%PDF-1.7")
    settings.DOSSIER_RENDUS = tmp_path / "rendus"


@pytest.fixture
def dossier(tmp_path):
    chemin = tmp_path / "sortie"
    chemin.mkdir()
    return chemin


def test_le_pdf_est_le_format_par_defaut(dossier, capsys):
    creer_rapport(annee=2031)

    call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    assert (dossier / "rapport.pdf").read_bytes() == b"%PDF-1.7"
    assert f"Rapport 2031 écrit dans {dossier / 'rapport.pdf'}" in capsys.readouterr().out


def test_le_html_exporte_est_complet_en_lui_meme(dossier):
    creer_rapport(annee=2031, titre="L’état de la mutualisation")

    call_command("exporter_rapport", 2031, dossier / "rapport.html", format="html")

    html = (dossier / "rapport.html").read_text(encoding="utf-8")
    assert '<h1 class="couverture__titre">L’état de la mutualisation</h1>' in html
    assert "data:font/woff2;base64," in html
    assert '<link rel="stylesheet"' not in html


def test_un_fichier_deja_la_est_remplace_sans_reste(dossier):
    creer_rapport(annee=2031)
    (dossier / "rapport.pdf").write_bytes(b"ancien")

    call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    assert [f.name for f in dossier.iterdir()] == ["rapport.pdf"]
    assert (dossier / "rapport.pdf").read_bytes() == b"%PDF-1.7"


def test_une_annee_sans_rapport_est_dite(dossier):
    with pytest.raises(CommandError, match=r"Aucun rapport n’est ouvert pour 1999\."):
        call_command("exporter_rapport", 1999, dossier / "rapport.pdf")

    assert list(dossier.iterdir()) == []


def test_un_dossier_inexistant_est_nomme(dossier):
    creer_rapport(annee=2031)

    with pytest.raises(CommandError, match=r"Le dossier .*absent n’existe pas\."):
        call_command("exporter_rapport", 2031, dossier / "absent" / "rapport.pdf")


def test_un_dossier_n_est_pas_un_fichier(dossier):
    creer_rapport(annee=2031)

    with pytest.raises(CommandError, match="est un dossier"):
        call_command("exporter_rapport", 2031, dossier)


def test_un_rendu_impossible_est_explique(dossier, monkeypatch):
    creer_rapport(annee=2031)

    def echouer(html: str) -> bytes:
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    with pytest.raises(CommandError, match="s’est interrompu"):
        call_command("exporter_rapport", 2031, dossier / "rapport.pdf")
    assert list(dossier.iterdir()) == []


def test_les_ecarts_a_expliquer_sont_annonces_en_une_ligne(dossier, capsys):
    creer_rapport(annee=2031)
    creer_chiffre_annonce(annee=2031, grandeur="services", valeur=7)
    creer_chiffre_annonce(annee=2031, grandeur="sieges", valeur=7)

    call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    erreurs = capsys.readouterr().err
    assert erreurs.count("\n") == 1
    assert "2 chiffres annoncés s’écartent des données" in erreurs
