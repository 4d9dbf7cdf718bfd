import re
import shutil
import subprocess

import page
import pikepdf
import pytest

from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.pdf import PieceJointe, rendre_pdf
from mutualisation.rapport.plan import composer_plan
from mutualisation.rapport.rendu import rendre_html


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

    def test_chaque_page_dit_le_titre_et_l_annee(self, pages):
        pied = "Dijon Métropole · L’état de la mutualisation · 2020"
        assert [rang for rang, texte in enumerate(pages[1:], 2) if pied not in texte] == []

    def test_les_liens_internes_menent_quelque_part(self, pdf_2020):
        with pikepdf.open(pdf_2020) as document:
            cibles = {str(nom) for nom, _ in pikepdf.NameTree(document.Root.Names.Dests).items()}
            liens = {
                str(annotation.Dest if "/Dest" in annotation else annotation.A.D)
                for page_lue in document.pages
                for annotation in page_lue.get("/Annots", [])
                if "/Dest" in annotation or "/D" in annotation.get("/A", {})
            }

        assert len(liens) > 50
        assert liens <= cibles

    def test_les_signets_sont_les_chapitres(self, pdf_2020, rapport):
        with pikepdf.open(pdf_2020) as document, document.open_outline() as signets:
            titres = [signet.title for signet in signets.root]

        assert titres == [chapitre.titre for chapitre in composer_plan(rapport)]

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
