"""Sauver, perdre, restaurer le cas réel ; ce que devient la base quand cela échoue."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from mutualisation.sauvegardes import postgresql
from mutualisation.sauvegardes.archives import SauvegardeRefusee, verifier
from mutualisation.sauvegardes.operations import refuser_si_incompatible
from mutualisation.settings import RACINE
from tests.mutualisation.scenarios_productions import attendre
from tests.sauvegardes.test_archives import manifeste_change

AVIS = "documents/2020/avis à joindre.pdf"
CONTENU = "gouvernance", "services_communs", "finances", "mutualisation", "auth", "contenttypes"


def adresse_postgresql(nom: str) -> str:
    reglages = connection.settings_dict
    acces = f"{reglages['USER']}:{reglages['PASSWORD']}@{reglages['HOST'].replace('/', '%2F')}"
    port = f":{reglages['PORT']}" if reglages["PORT"] else ""
    return f"postgres://{acces}{port}/{nom}"


def administrer(ordre: str) -> None:
    adresse = adresse_postgresql("postgres").replace("postgres://", "postgresql://")
    with psycopg.connect(adresse, autocommit=True) as administration:
        administration.execute(ordre)


def environnement(base: str, dossier) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": base,
        "DOSSIER_DOCUMENTS": str(dossier),
        "DJANGO_SETTINGS_MODULE": "mutualisation.settings",
    }


def gerer(lieu: SimpleNamespace, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=RACINE,
        env=environnement(lieu.base, lieu.dossier),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def reussir(lieu: SimpleNamespace, *arguments: str) -> str:
    fini = gerer(lieu, *arguments)
    assert fini.returncode == 0, fini.stderr
    return fini.stdout


def contenu(lieu: SimpleNamespace) -> list:
    return json.loads(reussir(lieu, "dumpdata", *CONTENU))


@pytest.fixture
def origine(donnees, tmp_path):
    """Le cas réel et un fichier joint, dans une base qu'un autre processus peut lire."""
    dossier = tmp_path / "documents"
    (dossier / AVIS).parent.mkdir(parents=True)
    (dossier / AVIS).write_bytes(b"%PDF-1.7 avis")
    if connection.vendor == "postgresql":
        nom = connection.settings_dict["NAME"]
        return SimpleNamespace(base=adresse_postgresql(nom), dossier=dossier)
    # `backup` attendrait sans fin la transaction que ce test tient ouverte.
    (tmp_path / "origine.sqlite3").write_bytes(connection.connection.serialize())
    return SimpleNamespace(base=f"sqlite:///{tmp_path / 'origine.sqlite3'}", dossier=dossier)


@pytest.fixture
def neuve(tmp_path):
    """Une installation vide."""
    dossier = tmp_path / "ailleurs"
    if connection.vendor == "sqlite":
        yield SimpleNamespace(base=f"sqlite:///{tmp_path / 'neuve.sqlite3'}", dossier=dossier)
        return
    nom = f"neuve_{uuid4().hex}"
    administrer(f"CREATE DATABASE {nom}")
    yield SimpleNamespace(base=adresse_postgresql(nom), dossier=dossier)
    administrer(f"DROP DATABASE {nom} WITH (FORCE)")


@pytest.fixture
def sauvegarde(origine, tmp_path):
    reussir(origine, "sauvegarder", tmp_path / "tout.zip")
    return tmp_path / "tout.zip"


def test_le_cas_reel_revient_entier_dans_une_installation_neuve(origine, neuve, sauvegarde):
    dit = reussir(neuve, "restaurer", sauvegarde)

    assert "1 fichier joint, comptes et déclencheurs conformes au manifeste" in dit
    assert (neuve.dossier / AVIS).read_bytes() == b"%PDF-1.7 avis"
    assert contenu(neuve) == contenu(origine)
    reussir(neuve, "sauvegarder", sauvegarde.with_name("seconde.zip"))
    assert verifier(sauvegarde.with_name("seconde.zip")).etat == verifier(sauvegarde).etat
    assert "verrou" not in reussir(neuve, "check", "--database", "default").lower()

    refusee = gerer(neuve, "restaurer", sauvegarde)
    assert refusee.returncode == 1
    assert "La base n’est pas vide" in refusee.stderr
    (neuve.dossier / "documents" / "de-trop.pdf").touch()
    reussir(neuve, "restaurer", sauvegarde, "--remplacer")
    assert not (neuve.dossier / "documents" / "de-trop.pdf").exists()


def test_une_base_relue_differente_du_manifeste_n_entre_pas(origine, neuve, sauvegarde):
    """Des comptes falsifiés ne se voient qu'une fois la base rechargée : tout revient."""
    reussir(neuve, "restaurer", sauvegarde)
    (neuve.dossier / AVIS).write_bytes(b"%PDF-1.7 plus recent")
    ecrit = manifeste_change(sauvegarde)
    ecrit["etat"]["lignes"]["gouvernance_collectivite"] += 1
    manifeste_change(sauvegarde, **ecrit)

    refusee = gerer(neuve, "restaurer", sauvegarde, "--remplacer")

    assert refusee.returncode == 1
    assert "Table gouvernance_collectivite" in refusee.stderr
    assert "La base et les fichiers n’ont pas changé." in refusee.stderr
    assert contenu(neuve) == contenu(origine)
    assert (neuve.dossier / AVIS).read_bytes() == b"%PDF-1.7 plus recent"


def test_une_restauration_tuee_laisse_tout_comme_avant(neuve, sauvegarde, tmp_path):
    reussir(neuve, "migrate", "-v0")
    neuve.dossier.mkdir()
    (neuve.dossier / "present.pdf").write_bytes(b"present")
    avant, marque = contenu(neuve), tmp_path / "marque"
    commande = [sys.executable, "-m", "tests.sauvegardes.scenario_restauration"]
    processus = subprocess.Popen(
        [*commande, sauvegarde, marque], cwd=RACINE, env=environnement(neuve.base, neuve.dossier)
    )
    try:
        attendre(marque.exists)
    finally:
        processus.kill()
        processus.wait()

    assert contenu(neuve) == avant
    assert (neuve.dossier / "present.pdf").read_bytes() == b"present"
    assert not (neuve.dossier / AVIS).exists()

    reussir(neuve, "restaurer", sauvegarde, "--remplacer")
    assert (neuve.dossier / AVIS).exists()
    assert not (neuve.dossier / "present.pdf").exists()


@pytest.mark.parametrize(
    ("changement", "phrase"),
    [
        ({"moteur": "mysql"}, "celle d’une base mysql"),
        ({"version": "99.0"}, "version plus récente du logiciel \\(99.0"),
        ({"migrations": [("finances", "9999_avenir")]}, "inconnues ici : finances.9999_avenir"),
    ],
)
def test_une_archive_d_un_autre_moteur_ou_du_futur_est_refusee(archive, changement, phrase):
    manifeste = replace(verifier(archive), moteur=connection.vendor)
    manifeste = replace(manifeste, etat=replace(manifeste.etat, migrations=[]))
    if migrations := changement.get("migrations"):
        changement = {"etat": replace(manifeste.etat, migrations=migrations)}

    refuser_si_incompatible(manifeste)
    with pytest.raises(SauvegardeRefusee, match=phrase):
        refuser_si_incompatible(replace(manifeste, **changement))


@pytest.mark.postgresql
def test_le_mot_de_passe_passe_par_l_environnement(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "secret")

    assert postgresql.acces()["PGPASSWORD"] == "secret"
    assert postgresql.acces()["PGDATABASE"] == connection.settings_dict["NAME"]
