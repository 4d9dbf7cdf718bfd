"""Fiches des communes : deux pages au plus, les mots et les montants de la page et du rapport."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import page
import pikepdf
import pytest

from gouvernance.francais import euros
from gouvernance.models import Collectivite
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.decoupe import decouper
from mutualisation.rapport.fiches import (
    chercher_commune,
    chiffres_cles,
    composer_fiches,
    extraire_fiche,
    rendre_fiches,
    titre_de_la_fiche,
)
from tests.mutualisation.pages_de_communes import construire

pytestmark = pytest.mark.django_db

DIJON, AHUY, CHENOVE = "21231", "21003", "21166"


def compacter(texte: str) -> str:
    """Sans fins de ligne ni espaces insécables."""
    return " ".join(texte.split())


@pytest.fixture(scope="session")
def fiches_rendues(donnees_chargees, django_db_blocker):
    """Les fiches de 2020, mises en page une fois."""
    with django_db_blocker.unblock():
        return composer_fiches(construire_rapport(2020))


@pytest.fixture
def fichiers_2020(donnees, fiches_rendues):
    return fiches_rendues


@pytest.fixture
def rapport(donnees):
    return construire_rapport(2020)


@pytest.fixture
def lire_fiche(fichiers_2020, tmp_path):
    """Texte de la fiche d'une commune."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils introuvable")

    def lire(code_insee):
        chemin = tmp_path / "fiche.pdf"
        chemin.write_bytes(extraire_fiche(fichiers_2020["fiches.zip"], code_insee)[1])
        commande = ["pdftotext", "-raw", chemin, "-"]
        return compacter(
            subprocess.run(commande, check=True, capture_output=True, text=True).stdout
        )

    return lire


def test_chaque_commune_a_sa_fiche_en_deux_pages_au_plus(fichiers_2020, rapport):
    with ZipFile(BytesIO(fichiers_2020["fiches.zip"])) as archive:
        noms = archive.namelist()
        pages = [len(pikepdf.open(BytesIO(archive.read(nom))).pages) for nom in noms]

    assert len(noms) == len(rapport.communes) == 23
    assert "fiche-2020-dijon-21231.pdf" in noms
    assert set(pages) <= {1, 2}
    assert sum(pages) == len(pikepdf.open(BytesIO(fichiers_2020["fiches.pdf"])).pages)


def test_le_document_commun_a_un_signet_par_commune(fichiers_2020, rapport):
    with (
        pikepdf.open(BytesIO(fichiers_2020["fiches.pdf"])) as document,
        document.open_outline() as signets,
    ):
        titres = [signet.title for signet in signets.root]

    assert titres == [commune.nom for commune in rapport.communes]


def test_chaque_fiche_dit_la_phrase_les_services_et_les_montants(lire_fiche, rapport):
    for code in [DIJON, AHUY, CHENOVE]:
        commune = chercher_commune(rapport, code)
        texte = lire_fiche(code)
        attendus = [
            construire(Collectivite.objects.get(code_insee=code), "2020").phrase,
            euros(commune.contribution),
            euros(commune.ajustement),
            *(service.nom for service in (*commune.services, *commune.services_offerts)),
            *(euros(montant.montant) for montant in commune.montants),
            *(montant.explication.phrases[0] for montant in commune.montants),
            *(transfert.domaine for transfert in commune.transferts),
            *(cooperation.objet for cooperation in commune.cooperations),
        ]
        assert [a for a in attendus if compacter(a) not in texte] == []


def test_une_fiche_ne_dit_rien_d_une_autre_commune(lire_fiche):
    texte = lire_fiche(AHUY)

    assert "Ahuy · 1" in texte
    assert "Ahuy · 2" in texte
    assert "7 858 606" not in texte


def test_les_chiffres_sont_ceux_de_la_page_de_la_commune(rapport):
    for code in [DIJON, AHUY, CHENOVE]:
        ecran = construire(Collectivite.objects.get(code_insee=code), "2020")
        papier = chiffres_cles(chercher_commune(rapport, code), rapport.effectif_minimal)

        assert [(c.valeur, c.libelle, c.precision) for c in papier] == [
            (c.valeur, c.libelle, c.ecart) for c in ecran.chiffres
        ]


def test_la_comparaison_est_celle_de_la_page_de_la_commune(rapport):
    commune = chercher_commune(rapport, AHUY)
    html = rendre_fiches(rapport, [commune])

    for ligne in construire(Collectivite.objects.get(code_insee=AHUY), "2020").comparaison.lignes:
        assert f'<th scope="row">{ligne[0]}</th>' in html
        assert ligne[1] in html


def test_un_petit_nombre_d_agents_est_masque(rapport):
    publie = replace(rapport, effectif_minimal=5)
    dijon = chercher_commune(publie, DIJON)

    html = rendre_fiches(publie, [dijon])

    assert '<td class="cout">1\u00a0à\u00a04</td>' in html
    assert chiffres_cles(dijon, 5)[3].valeur != "159"


@pytest.mark.parametrize("profil", ["pdfa-3a", "ua1"])
def test_une_fiche_decoupee_reste_conforme_a_pdf_a_3a_et_a_pdf_ua_1(
    fichiers_2020, tmp_path, profil
):
    chemin = tmp_path / "fiche.pdf"
    chemin.write_bytes(extraire_fiche(fichiers_2020["fiches.zip"], DIJON)[1])

    constat = page.validate_pdf(chemin, profile=profil)

    assert [(f.rule_id, f.message) for f in constat.failures] == []
    with pikepdf.open(chemin) as fiche:
        assert str(fiche.docinfo["/Title"]) == "Dijon, fiche de la commune, 2020"
        assert fiche.open_metadata()["dc:title"] == "Dijon, fiche de la commune, 2020"


def test_decouper_deux_fois_donne_les_memes_octets(fichiers_2020, rapport):
    document = fichiers_2020["fiches.pdf"]
    titres = [titre_de_la_fiche(commune) for commune in rapport.communes]

    with ZipFile(BytesIO(fichiers_2020["fiches.zip"])) as archive:
        figees = {archive.read(nom) for nom in archive.namelist()}

    assert set(decouper(document, titres)) == figees


def test_un_titre_en_trop_se_dit(fichiers_2020):
    with pytest.raises(ValueError, match="zip"):
        list(decouper(fichiers_2020["fiches.pdf"], ["Ahuy"]))
