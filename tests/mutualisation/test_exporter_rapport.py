import errno
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mutualisation.rapport import pdf
from mutualisation.rapport.editions import derniere_edition, fichier
from services_communs.models import Effectif
from tests.fabriques import creer_chiffre_annonce, creer_rapport
from tests.fabriques_rapport import creer_rapport_publiable
from tests.mutualisation.publications import publier, rouvrir_l_exercice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rendu_factice")]

FORMATS = {
    "pdf": "rapport.pdf",
    "html": "rapport.html",
    "zip": "donnees.zip",
    "json": "donnees.json",
}
SIGNATURES = {"pdf": b"%PDF", "html": b"<!doctype html>", "zip": b"PK", "json": b"{"}


@pytest.fixture
def dossier(tmp_path):
    chemin = tmp_path / "sortie"
    chemin.mkdir()
    return chemin


@pytest.fixture
def publie():
    rapport = creer_rapport_publiable(annee=2031)
    publier(rapport)
    return rapport


@pytest.mark.parametrize(("format", "nom"), FORMATS.items())
def test_une_edition_publiee_s_exporte_telle_qu_elle_est_figee(dossier, publie, format, nom):
    rouvrir_l_exercice()
    Effectif.objects.update(agents=12)

    call_command("exporter_rapport", 2031, dossier / nom, format=format)

    assert (dossier / nom).read_bytes() == fichier(derniere_edition(2031), nom).octets


def test_une_edition_s_exporte_par_son_numero(dossier, publie):
    rouvrir_l_exercice()
    Effectif.objects.update(agents=12)
    publier(publie, motif="Effectif corrigé")

    for numero, agents in [(1, 10), (2, 12)]:
        chemin = dossier / f"{numero}.json"
        call_command("exporter_rapport", 2031, chemin, format="json", edition=numero)
        assert json.loads(chemin.read_bytes())["effectifs"]["lignes"][0]["agents"] == agents


def test_une_edition_absente_est_dite(dossier, publie):
    with pytest.raises(CommandError, match=r"Le rapport 2031 n’a pas d’édition 7\."):
        call_command("exporter_rapport", 2031, dossier / "rapport.pdf", edition=7)

    assert list(dossier.iterdir()) == []


@pytest.mark.parametrize("format", FORMATS)
def test_sans_edition_le_projet_s_exporte(dossier, capsys, format):
    creer_rapport(annee=2031)

    call_command("exporter_rapport", 2031, dossier / "projet", format=format)

    assert (dossier / "projet").read_bytes().startswith(SIGNATURES[format])
    assert f"Projet de rapport 2031 : {dossier / 'projet'} est écrit." in capsys.readouterr().out


def test_le_pdf_est_le_format_par_defaut(dossier, publie, capsys):
    call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    assert (dossier / "rapport.pdf").read_bytes().startswith(b"%PDF")
    assert "Rapport 2031, édition 1" in capsys.readouterr().out


def test_le_html_exporte_est_complet_en_lui_meme(dossier):
    creer_rapport(annee=2031, titre="L’état de la mutualisation")

    call_command("exporter_rapport", 2031, dossier / "rapport.html", format="html")

    html = (dossier / "rapport.html").read_text(encoding="utf-8")
    assert "L’état de la mutualisation" in html
    assert "data:font/woff2;base64," in html
    assert '<link rel="stylesheet"' not in html


def test_un_fichier_deja_la_est_remplace_sans_reste(dossier, publie):
    (dossier / "rapport.pdf").write_bytes(b"ancien")

    call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    assert [f.name for f in dossier.iterdir()] == ["rapport.pdf"]
    assert (dossier / "rapport.pdf").read_bytes() != b"ancien"


def test_une_annee_sans_rapport_est_dite(dossier):
    with pytest.raises(CommandError, match=r"Aucun rapport n’est ouvert pour 1999\."):
        call_command("exporter_rapport", 1999, dossier / "rapport.pdf")

    assert list(dossier.iterdir()) == []


def test_un_dossier_inexistant_est_nomme(dossier, publie):
    with pytest.raises(CommandError, match=r"Le dossier .*absent n’existe pas\."):
        call_command("exporter_rapport", 2031, dossier / "absent" / "rapport.pdf")


def test_un_dossier_n_est_pas_un_fichier(dossier, publie):
    with pytest.raises(CommandError, match="est un dossier"):
        call_command("exporter_rapport", 2031, dossier)


@pytest.mark.parametrize(
    ("numero", "raison"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EACCES, "vous n’avez pas le droit d’y écrire"),
        (errno.EROFS, "ce disque est en lecture seule"),
    ],
)
def test_une_ecriture_impossible_ne_laisse_rien_et_garde_l_ancien(
    dossier, publie, monkeypatch, numero, raison
):
    (dossier / "rapport.pdf").write_bytes(b"ancien")
    ecrire = Path.write_bytes

    def ecrire_la_moitie(chemin, octets):
        ecrire(chemin, octets[: len(octets) // 2])
        raise OSError(numero, "refus")

    monkeypatch.setattr(Path, "write_bytes", ecrire_la_moitie)

    with pytest.raises(CommandError, match=f"Impossible d’écrire .*rapport.pdf : {raison}"):
        call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    assert [f.name for f in dossier.iterdir()] == ["rapport.pdf"]
    assert (dossier / "rapport.pdf").read_bytes() == b"ancien"


def test_un_rendu_impossible_est_explique(dossier, monkeypatch):
    creer_rapport(annee=2031)

    def echouer(html, annexes=(), *, signe_de_vie=None):
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    with pytest.raises(CommandError, match="s’est interrompu"):
        call_command("exporter_rapport", 2031, dossier / "rapport.pdf")
    assert list(dossier.iterdir()) == []


def test_les_ecarts_d_un_projet_sont_annonces_en_une_ligne(dossier, capsys):
    creer_rapport(annee=2031)
    creer_chiffre_annonce(annee=2031, grandeur="services", valeur=7)
    creer_chiffre_annonce(annee=2031, grandeur="sieges", valeur=7)

    call_command("exporter_rapport", 2031, dossier / "rapport.pdf")

    erreurs = capsys.readouterr().err
    assert erreurs.count("\n") == 1
    assert "2 chiffres annoncés s’écartent des données" in erreurs
