import errno
import operator
import re
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import active_children

import page
import pytest

from mutualisation.rapport import pdf
from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.pdf import ErreurDeRendu, PieceJointe, composer, rendre_pdf
from mutualisation.rapport.plan import composer_plan
from mutualisation.rapport.rendu import feuille_de_style, rendre_html

PETIT = """<html lang="fr"><head><title>Essai</title></head><body><h1>Essai</h1>
<table><tr><th scope="row">Été</th><td>1</td></tr></table></body></html>"""


def compacter(texte: str) -> str:
    """Texte sans ses fins de ligne ni ses espaces insécables."""
    return " ".join(texte.split())


@pytest.fixture(scope="session")
def pdf_2020(donnees_chargees, django_db_blocker, tmp_path_factory):
    """Le rapport 2020 rendu deux fois, comme en service : dans un processus enfant."""
    with django_db_blocker.unblock():
        contenu = construire_rapport(2020)
        html = rendre_html(contenu)
    pieces = [PieceJointe(a.nom, a.titre, "text/csv", a.octets) for a in annexes(contenu)]
    dossier = tmp_path_factory.mktemp("pdf")
    for nom in ("rapport.pdf", "second.pdf"):
        (dossier / nom).write_bytes(rendre_pdf(html, pieces))
    return dossier / "rapport.pdf"


@pytest.fixture(scope="session")
def poppler():
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils introuvable")

    def lire(outil, *arguments):
        commande = [outil, *map(str, arguments)]
        return subprocess.run(commande, check=True, capture_output=True, text=True).stdout

    return lire


@pytest.fixture(scope="session")
def pages(pdf_2020, poppler):
    """Texte de chaque page, dans l'ordre du document."""
    return [compacter(p) for p in poppler("pdftotext", "-raw", pdf_2020, "-").split("\f")[:-1]]


@pytest.fixture
def rapport(donnees):
    return construire_rapport(2020)


# Le rendu


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


# Le rapport 2020


@pytest.mark.usefixtures("donnees")
class TestRapport2020:
    @pytest.mark.parametrize("profil", ["pdfa-3a", "ua1"])
    def test_il_est_conforme_a_pdf_a_3a_et_a_pdf_ua_1(self, pdf_2020, profil):
        constat = page.validate_pdf(pdf_2020, profile=profil)

        assert [(f.rule_id, f.message) for f in constat.failures] == []

    def test_rendu_de_nouveau_avec_ses_annexes_il_a_les_memes_octets(self, pdf_2020):
        assert pdf_2020.read_bytes() == pdf_2020.with_name("second.pdf").read_bytes()

    def test_sa_structure_est_saine(self, pdf_2020, poppler):
        assert "No syntax or stream encoding errors" in poppler("qpdf", "--check", pdf_2020)

    def test_ses_annexes_se_detachent_a_l_identique(self, pdf_2020, poppler, rapport, tmp_path):
        poppler("pdfdetach", "-saveall", "-o", tmp_path, pdf_2020)

        joints = {fichier.name: fichier.read_bytes() for fichier in tmp_path.iterdir()}
        assert joints == {annexe.nom: annexe.octets for annexe in annexes(rapport)}

    def test_projet_se_lit_sur_chaque_page(self, pages):
        assert [rang for rang, texte in enumerate(pages, 1) if "Projet" not in texte] == []

    @pytest.mark.parametrize(
        "chiffre",
        [
            "12 599 371",
            "12 921 681",
            "12 921 682",
            "7 377 327",
            "7 581 669",
            "7 281 296",
            "7 437 606",
            "421 000",
            "917 566",
            "3 857 128",
        ],
    )
    def test_les_chiffres_publies_y_sont(self, pages, chiffre):
        assert any(chiffre in texte for texte in pages)

    @pytest.mark.parametrize(
        ("titre", "total"),
        [
            ("Sièges au conseil métropolitain", "Total 86"),
            ("Les ressources humaines", "Total 156 6 3 3 2 2 1 173"),
            ("Une fiche par commune Ahuy", "La commune adhère à 3 des 20 services communs"),
        ],
    )
    def test_les_totaux_sont_avec_leur_titre(self, pages, titre, total):
        assert any(titre in texte and total in texte for texte in pages)

    def test_chaque_nom_chaque_fait_chaque_mesure_y_est(self, pages, rapport):
        attendus = [
            *(fiche.nom for fiche in rapport.communes),
            *(service.nom for service in rapport.matrice.services),
            *(fiche.titre for fiche in rapport.fiches),
            *(objectif for fiche in rapport.fiches for objectif in fiche.objectifs),
            *(action.texte for fiche in rapport.fiches for action in fiche.actions),
            *(fait.titre for fiche in rapport.fiches for fait in fiche.accomplissements),
            *(ligne.libelle for fiche in rapport.fiches for ligne in fiche.indicateurs),
            *(etape.titre for etape in rapport.etapes),
            *(texte.objet for categorie in rapport.cadre_juridique for texte in categorie.textes),
            *(cooperation.objet for cooperation in rapport.cooperations),
            *(ecart.explication for ecart in rapport.methode.ecarts),
        ]

        # Une fiche peut se poursuivre sur la page suivante, sous un autre titre courant.
        texte = " ".join(pages)

        assert len(attendus) > 300
        assert [a for a in attendus if compacter(a) not in texte] == []

    def test_le_sommaire_donne_les_bonnes_pages(self, pdf_2020, pages, poppler, rapport):
        sommaire = poppler("pdftotext", "-layout", "-f", 2, "-l", 2, pdf_2020, "-")

        for chapitre in composer_plan(rapport):
            numero = re.search(rf"{re.escape(chapitre.titre)} +(\d+)\n", sommaire)
            assert numero, chapitre.titre
            avec_le_titre_courant = [
                rang
                for rang, texte in enumerate(pages, 1)
                if rang > 2 and f"{chapitre.titre} " in texte[-150:]
            ]
            assert int(numero[1]) == min(avec_le_titre_courant)

    def test_chaque_commune_tient_sur_une_page(self, pages, rapport):
        annexe = [texte for texte in pages[2:] if "Une fiche par commune" in texte]

        assert len(annexe) == len(rapport.communes)
        for commune, texte in zip(rapport.communes, annexe, strict=True):
            assert f"{commune.nom} La commune" in texte

    def test_aucune_page_n_est_presque_vide(self, pages):
        assert [rang for rang, texte in enumerate(pages[2:], 3) if len(texte) < 300] == []

    def test_titre_auteur_et_balises_sont_dans_le_fichier(self, pdf_2020, poppler):
        proprietes = compacter(poppler("pdfinfo", pdf_2020))

        assert "Title: L’état de la mutualisation, Dijon Métropole, 2020" in proprietes
        assert "Author: Dijon Métropole" in proprietes
        assert "Tagged: yes" in proprietes

    def test_ses_polices_sont_les_notres_et_incluses(self, pdf_2020, poppler):
        lignes = poppler("pdffonts", pdf_2020).splitlines()[2:]

        assert lignes
        assert all("Source-Sans-3" in ligne and " yes yes " in ligne for ligne in lignes)
