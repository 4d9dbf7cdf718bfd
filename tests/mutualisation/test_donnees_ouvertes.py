"""L'archive des données ouvertes : complète, conforme à ses schémas, toujours la même."""

import io
import json
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest
from frictionless import Package

from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.contenu import Parution, construire_rapport
from mutualisation.rapport.donnees import depuis_json, en_json
from mutualisation.rapport.donnees_ouvertes import composer_archive
from tests.fabriques import creer_rapport, creer_transfert

TABLEAUX = [
    "adhesions",
    "communes",
    "cooperations",
    "effectifs",
    "indicateurs",
    "participations",
    "transferts",
]


def ouvrir(archive):
    with ZipFile(io.BytesIO(archive)) as fichiers:
        return {nom: fichiers.read(nom) for nom in fichiers.namelist()}


@pytest.fixture
def rapport_2020(donnees):
    return construire_rapport(2020)


@pytest.fixture
def rapport_nu(db):
    creer_rapport(annee=2031, titre="Rapport")
    return construire_rapport(2031)


@pytest.mark.parametrize("contenu", ["rapport_2020", "rapport_nu"])
def test_chaque_tableau_est_conforme_a_son_schema(request, tmp_path, contenu):
    with ZipFile(io.BytesIO(composer_archive(request.getfixturevalue(contenu)))) as archive:
        archive.extractall(tmp_path)

    bilan = Package(str(tmp_path / "datapackage.json")).validate()

    assert bilan.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert [tache.name for tache in bilan.tasks] != []


def test_un_tableau_fautif_est_refuse_par_son_schema(rapport_2020, tmp_path):
    """La conformité se vérifie vraiment : un nombre écrit en lettres la fait échouer."""
    with ZipFile(io.BytesIO(composer_archive(rapport_2020))) as archive:
        archive.extractall(tmp_path)
    transferts = tmp_path / "transferts.csv"
    transferts.write_text(transferts.read_text().replace(",69", ",soixante-neuf"))

    bilan = Package(str(tmp_path / "datapackage.json")).validate()

    assert ["type-error", 2, "agents"] in bilan.flatten(["type", "rowNumber", "fieldName"])


def test_l_archive_a_tout_ce_qu_il_faut_pour_la_reutiliser(rapport_2020):
    fichiers = ouvrir(composer_archive(rapport_2020))
    catalogue = json.loads(fichiers["datapackage.json"])

    assert set(fichiers) == {"LISEZMOI.md", "LICENCE.md", "datapackage.json"} | {
        nom for code in TABLEAUX for nom in (f"{code}.csv", f"schemas/{code}.json")
    }
    assert sorted(ressource["name"] for ressource in catalogue["resources"]) == TABLEAUX
    assert catalogue["licenses"][0]["name"] == "etalab-2.0"
    for code in TABLEAUX:
        schema = json.loads(fichiers[f"schemas/{code}.json"])
        assert all(champ["description"] for champ in schema["fields"])


def test_le_mode_d_emploi_dit_les_dates_la_regle_et_la_source(rapport_2020):
    publie = replace(rapport_2020, parution=Parution(2, date(2021, 4, 1), "Une date"))
    fichiers = ouvrir(composer_archive(publie))
    lisezmoi = fichiers["LISEZMOI.md"].decode().replace("\u00a0", " ")
    licence = fichiers["LICENCE.md"].decode().replace("\u00a0", " ")

    assert "le 30 novembre 2020, le 31 décembre 2020" in lisezmoi
    assert "« 1 à 4 »" in lisezmoi
    for texte in (lisezmoi, licence):
        assert "Dijon Métropole, *L’état de la mutualisation*, édition 2 du 1er avril 2021" in texte
        assert "Licence Ouverte" in texte
        assert "&" not in texte


def test_un_projet_ne_se_cite_pas_comme_une_edition(rapport_nu):
    lisezmoi = ouvrir(composer_archive(rapport_nu))["LISEZMOI.md"].decode()

    assert "Projet : rien n’en est encore publié." in lisezmoi
    assert "édition" not in lisezmoi


def test_le_meme_contenu_donne_les_memes_octets(rapport_2020):
    archive = composer_archive(rapport_2020)

    assert composer_archive(rapport_2020) == archive
    assert composer_archive(depuis_json(en_json(rapport_2020))) == archive


@pytest.mark.parametrize(("minimum", "masque"), [(1, "1 à 4"), (5, "1 à 4"), (10, "1 à 9")])
def test_les_donnees_ouvertes_masquent_toujours_sous_cinq(db, minimum, masque):
    creer_rapport(effectif_minimal=minimum)
    creer_transfert(agents=3)
    contenu = construire_rapport(2020)

    fichiers = ouvrir(composer_archive(contenu))

    assert fichiers["transferts.csv"].decode().endswith(f",{masque}\r\n")
    assert masque in json.loads(fichiers["schemas/transferts.json"])["missingValues"]


def test_l_archive_porte_les_tableaux_du_rapport(rapport_2020):
    fichiers = ouvrir(composer_archive(rapport_2020))

    assert all(fichiers[annexe.nom] == annexe.octets for annexe in annexes(rapport_2020, 5))
