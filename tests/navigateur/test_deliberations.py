"""Les délibérations : larges, étroites, claires, sombres ; un fichier importé de bout en bout."""

import csv
import io

import pytest
from django.urls import reverse

from gouvernance.models import Collectivite, Deliberation

LISTE = reverse("deliberation_liste")
SIRET = "24210041000016"
LIGNE = {
    "COLL_NOM": "Dijon Métropole",
    "COLL_SIRET": SIRET,
    "DELIB_ID": "DM2021-03-25_001",
    "DELIB_DATE": "2021-03-25",
    "DELIB_MATIERE_CODE": "5.7",
    "DELIB_MATIERE_NOM": "institutions et vie politique/intercommunalité",
    "DELIB_OBJET": "Rapport annuel de mutualisation",
    "VOTE_POUR": "80",
    "VOTE_CONTRE": "2",
}


def connecter(page):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()


def verifier(page, fautes_d_accessibilite):
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("nom", ["deliberation_liste", "deliberation_scdl"])
def test_chaque_page_est_accessible_dans_les_deux_modes(page, fautes_d_accessibilite, nom):
    connecter(page)

    page.goto(reverse(nom))

    verifier(page, fautes_d_accessibilite)


def test_l_adoption_du_schema_mene_au_schema(page, fautes_d_accessibilite):
    connecter(page)
    page.goto(LISTE)
    page.get_by_label("Objet ou numéro").fill("schéma 2018")
    page.get_by_role("button", name="Filtrer").click()

    page.get_by_role("link", name="Adoption du schéma de mutualisation 2018-2020").click()

    assert page.get_by_role("heading", name="Ce qu’elle décide").is_visible()
    assert page.get_by_text("À l’unanimité des membres du conseil métropolitain").is_visible()
    verifier(page, fautes_d_accessibilite)


def importer(page, *lignes):
    tampon = io.StringIO()
    redacteur = csv.DictWriter(tampon, LIGNE)
    redacteur.writeheader()
    redacteur.writerows(lignes)
    depot = {"name": "scdl.csv", "mimeType": "text/csv", "buffer": tampon.getvalue().encode()}
    page.goto(LISTE)
    page.get_by_role("link", name="Importer un fichier").click()
    page.get_by_label("Fichier", exact=True).set_input_files(depot)
    page.get_by_role("button", name="Voir l’aperçu").click()


def test_un_fichier_se_corrige_s_importe_puis_se_publie(page, fautes_d_accessibilite):
    Collectivite.objects.metropole().update(siret=SIRET)
    connecter(page)

    importer(page, LIGNE | {"DELIB_DATE": "25/13/2021"})
    assert page.get_by_text("n’est pas un jour du calendrier").is_visible()
    verifier(page, fautes_d_accessibilite)

    importer(page, LIGNE)
    verifier(page, fautes_d_accessibilite)
    page.get_by_role("button", name="Tout enregistrer").click()
    assert page.get_by_role("heading", name="Ce qui a été créé").is_visible()
    acte = Deliberation.objects.get(numero=LIGNE["DELIB_ID"])

    page.goto(acte.get_absolute_url())
    assert page.get_by_text("42 voix sur 82 suffrages exprimés").first.is_visible()
    verifier(page, fautes_d_accessibilite)

    page.goto(reverse("deliberation_scdl"))
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="les seules complètes").click()
    contenu = telechargement.value.path().read_text(encoding="utf-8")
    assert LIGNE["DELIB_ID"] in contenu
    assert len(list(csv.DictReader(io.StringIO(contenu)))) == 1
