"""Une archive tronquée, abîmée ou falsifiée se dit, et l'on sait où."""

import io
import json
import os
import stat
import time
from datetime import UTC, datetime
from zipfile import ZipFile, ZipInfo

import pytest

from mutualisation.sauvegardes.archives import (
    BASE,
    FICHIERS,
    MANIFESTE,
    SauvegardeRefusee,
    rediger,
    verifier,
)
from mutualisation.sauvegardes.operations import ABANDON, NOM, effacer_les_restes, tourner
from tests.sauvegardes.conftest import ETAT

AVIS = f"{FICHIERS}documents/2020/avis.pdf"


def recomposer(chemin, remplacer=(), retirer=(), ajouter=()):
    """La même archive, ses pièces changées sans que le manifeste le sache."""
    with ZipFile(chemin) as archive:
        pieces = {nom: archive.read(nom) for nom in archive.namelist() if nom not in retirer}
    with ZipFile(chemin, "w") as archive:
        for nom, contenu in [*(pieces | dict(remplacer)).items(), *ajouter]:
            archive.writestr(nom, contenu)


def refus(chemin) -> str:
    with pytest.raises(SauvegardeRefusee) as refusee:
        verifier(chemin)
    return str(refusee.value)


def manifeste_change(chemin, **champs):
    with ZipFile(chemin) as archive:
        ecrit = json.loads(archive.read(MANIFESTE))
    recomposer(chemin, remplacer={MANIFESTE: json.dumps(ecrit | champs)})
    return ecrit


def test_une_archive_entiere_se_verifie_et_n_est_lisible_que_de_son_auteur(archive):
    manifeste = verifier(archive)

    assert list(manifeste.pieces) == [BASE, AVIS]
    assert manifeste.etat == ETAT
    assert manifeste.absents == []
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


@pytest.mark.parametrize("part", [0, 0.3, 0.9, 0.999])
def test_une_archive_tronquee_est_refusee(archive, part):
    octets = archive.read_bytes()
    archive.write_bytes(octets[: int(len(octets) * part)])

    assert "tronquée ou abîmée" in refus(archive)


def test_un_octet_change_dit_quelle_piece_est_abimee(archive):
    octets = bytearray(archive.read_bytes())
    octets[octets.index(AVIS.encode()) + len(AVIS) + 25] ^= 0xFF
    archive.write_bytes(octets)

    assert f"{AVIS} : illisible" in refus(archive)


@pytest.mark.parametrize(
    ("changement", "phrase"),
    [
        ({"remplacer": {AVIS: b"%XYZ" * 1000}}, "l’empreinte n’est pas celle du manifeste"),
        ({"remplacer": {AVIS: b"court"}}, "5 octets au lieu de 4000"),
        ({"retirer": [AVIS]}, f"{AVIS} : manque à l’archive"),
        ({"retirer": [MANIFESTE]}, "son manifeste manque"),
        ({"ajouter": [("fichiers/intrus", b"x")]}, "fichiers/intrus : absent du manifeste"),
        ({"remplacer": {MANIFESTE: b"{}"}}, "ne se lit pas : version, moteur, date"),
        ({"remplacer": {MANIFESTE: b"["}}, "ne se lit pas : JSON"),
    ],
)
def test_une_archive_falsifiee_est_refusee(archive, changement, phrase):
    recomposer(archive, **changement)

    assert phrase in refus(archive)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_une_piece_en_double_est_refusee(archive):
    recomposer(archive, ajouter=[(AVIS, b"%PDF" * 1000)])

    assert f"{AVIS} : présent plusieurs fois" in refus(archive)


def test_un_lien_est_refuse(archive):
    lien = ZipInfo(AVIS)
    lien.external_attr = (stat.S_IFLNK | 0o777) << 16
    recomposer(archive, retirer=[AVIS], ajouter=[(lien, b"/etc/passwd")])

    assert f"{AVIS} : un lien ou un dossier, pas un fichier" in refus(archive)


@pytest.mark.parametrize(
    "nom",
    [
        "fichiers/../dehors",
        "fichiers//etc/passwd",
        "fichiers/a/../../dehors",
        "fichiers/./a",
        "fichiers/a//b",
        "fichiers/..\\dehors",
        "fichiers/",
        "fichiers/.restauration/anciens/a",
        "dehors",
        "/etc/passwd",
    ],
)
def test_un_chemin_qui_sortirait_du_dossier_est_refuse(archive, nom):
    ecrit = manifeste_change(archive)
    pieces = ecrit["pieces"] | {nom: ecrit["pieces"][AVIS]}
    manifeste_change(archive, pieces=pieces)
    recomposer(archive, ajouter=[(nom, b"%PDF" * 1000)])

    assert f"{nom!r} : ce chemin sortirait du dossier des fichiers" in refus(archive)


def test_un_format_a_venir_est_refuse(archive):
    manifeste_change(archive, format=2)

    assert "au format 2 ; ce logiciel lit jusqu’au 1" in refus(archive)


def test_un_fichier_cite_et_absent_se_dit(tmp_path):
    chemin = tmp_path / "sans-fichier.zip"
    with rediger(chemin) as redaction:
        redaction.ajouter(BASE, io.BytesIO(b"base"))
        redaction.conclure("0.1.0", "sqlite", datetime(2026, 1, 2, tzinfo=UTC), ETAT)

    assert verifier(chemin).absents == ["documents/2020/avis.pdf"]


def test_une_sauvegarde_qui_echoue_laisse_la_precedente_et_rien_d_autre(archive):
    avant = archive.read_bytes()

    def echouer():
        with rediger(archive) as redaction:
            redaction.ajouter(BASE, io.BytesIO(b"autre"))
            raise OSError("plein")

    with pytest.raises(OSError, match="plein"):
        echouer()

    assert archive.read_bytes() == avant
    assert list(archive.parent.iterdir()) == [archive]


def test_la_rotation_garde_les_plus_recentes_et_ne_touche_a_rien_d_autre(tmp_path):
    noms = [NOM.format(datetime(2026, 1, jour, tzinfo=UTC)) for jour in range(1, 5)]
    for nom in [*noms, "autre.zip", "mutualisation-a-garder.zip"]:
        (tmp_path / nom).touch()

    tourner(tmp_path, 2)

    restes = {chemin.name for chemin in tmp_path.iterdir()}
    assert restes == {*noms[2:], "autre.zip", "mutualisation-a-garder.zip"}


def test_la_sauvegarde_suivante_efface_ce_qu_une_tuee_a_laisse(tmp_path):
    abandonnes = [".sauvegarde-a1", ".restauration-b2", ".mutualisation-x.zip.c3.partiel"]
    for nom in [*abandonnes[:2], ".sauvegarde-recente", "documents"]:
        (tmp_path / nom).mkdir()
        (tmp_path / nom / "base").write_bytes(b"base")
    (tmp_path / abandonnes[2]).touch()
    hier = time.time() - ABANDON.total_seconds() - 60
    for nom in [*abandonnes, "documents"]:
        os.utime(tmp_path / nom, (hier, hier))

    effacer_les_restes(tmp_path)

    assert {chemin.name for chemin in tmp_path.iterdir()} == {".sauvegarde-recente", "documents"}
