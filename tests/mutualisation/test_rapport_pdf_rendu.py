import errno
import logging
import operator
import subprocess
import sys
import tempfile
from multiprocessing import active_children

import pytest

from mutualisation.rapport import pdf
from mutualisation.rapport.pdf import ErreurDeRendu, PieceJointe, composer, rendre_pdf
from mutualisation.rapport.rendu import feuille_de_style

PETIT = """<html lang="fr"><head><title>Essai</title></head><body><h1>Essai</h1>
<table><tr><th scope="row">Été</th><td>1</td></tr></table></body></html>"""


@pytest.mark.parametrize(
    "element",
    [
        '<img alt="x" src="https://example.org/x.png">',
        '<img alt="x" src="x.png">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<p style="background: url(/static/img/favicon.svg)">x</p>',
    ],
)
def test_une_ressource_hors_du_document_est_refusee(element):
    with pytest.raises(ErreurDeRendu, match="Ressource refusée, hors du document"):
        composer(PETIT.replace("</body>", f"{element}</body>"))


def test_une_faute_que_weasyprint_dit_sans_ressource_est_citee():
    manques = pdf.Manques()
    manques.handle(logging.makeLogRecord({"msg": "Langue absente", "levelno": logging.ERROR}))

    with pytest.raises(ErreurDeRendu, match="Langue absente"):
        manques.refuser()


def test_le_refus_remonte_du_processus_enfant():
    with pytest.raises(ErreurDeRendu, match="Ressource refusée"):
        rendre_pdf('<img alt="x" src="https://example.org/x.png">')


def test_deux_rendus_sont_identiques_a_l_octet():
    pieces = [PieceJointe("essai.csv", "Essai", "text/csv", "été;1".encode())]

    assert rendre_pdf(PETIT, pieces) == rendre_pdf(PETIT, pieces)


def test_un_rendu_trop_long_est_arrete(monkeypatch):
    monkeypatch.setattr(pdf, "DELAI", 0.01)

    with pytest.raises(ErreurDeRendu, match=r"pas prêt au bout de 0\.01 secondes"):
        rendre_pdf(PETIT)


def test_un_enfant_qui_s_arrete_sans_rien_rendre_est_signale(monkeypatch):
    monkeypatch.setattr(pdf, "_rendre_et_envoyer", operator.is_)

    with pytest.raises(ErreurDeRendu, match="interrompu"):
        rendre_pdf(PETIT)


def test_un_enfant_tue_n_est_pas_dit_a_court_de_memoire(monkeypatch):
    monkeypatch.setattr(pdf, "SIGNE_DE_VIE", 0.01)

    with pytest.raises(ErreurDeRendu, match=r"^Le système a arrêté le rendu du PDF \(SIGKILL\)\.$"):
        rendre_pdf(PETIT, signe_de_vie=lambda: [e.kill() for e in active_children()])


def test_la_memoire_d_un_rendu_est_bornee(monkeypatch):
    monkeypatch.setattr(pdf, "MEMOIRE", 150)

    with pytest.raises(ErreurDeRendu, match=r"mémoire : 150 Mo permis\.$|150 Mo de mémoire\.$"):
        rendre_pdf(PETIT.replace("<td>1", "<td>" + "1 " * 200_000))


@pytest.mark.parametrize("mort", ["parent tué", "limite dure"])
def test_dans_un_vrai_processus(mort):
    scenario = [sys.executable, "-m", "tests.mutualisation.scenarios_pdf", mort]

    assert subprocess.run(scenario, check=True, capture_output=True, text=True).stdout == "ok\n"


def test_une_exception_inattendue_est_une_phrase_et_sa_trace_va_au_journal(monkeypatch, caplog):
    monkeypatch.setattr(pdf, "MEMOIRE", "trop")

    with pytest.raises(ErreurDeRendu, match="Une erreur inattendue a arrêté le rendu du PDF"):
        rendre_pdf(PETIT)

    assert "TypeError" in caplog.text


def test_un_disque_plein_est_nomme(monkeypatch):
    def refuser(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("weasyprint.text.fonts.mkdtemp", refuser)

    with pytest.raises(ErreurDeRendu, match=f"^Le disque est plein : {tempfile.gettempdir()}"):
        composer(f"<style>{feuille_de_style()}</style>{PETIT}")


@pytest.mark.parametrize(
    ("element", "phrase"),
    [
        (
            '<style>@font-face { font-family: "Perdue"; src: url("data:font/woff2,x") }</style>',
            "La police « Perdue » est illisible.",
        ),
        (
            '<img alt="x" src="data:image/png,illisible">',
            "Une ressource du document est illisible : data:image/png,illisible",
        ),
    ],
)
def test_une_police_ou_une_image_illisible_est_nommee(element, phrase):
    with pytest.raises(ErreurDeRendu) as erreur:
        composer(PETIT.replace("<h1>", f"{element}<h1>"))

    assert str(erreur.value) == phrase


def test_une_police_absente_du_site_est_nommee(monkeypatch):
    monkeypatch.setattr("mutualisation.rapport.rendu.finders.find", {}.get)

    with pytest.raises(ErreurDeRendu, match=r"^Il manque le fichier static/css/polices\.css\.$"):
        feuille_de_style()
