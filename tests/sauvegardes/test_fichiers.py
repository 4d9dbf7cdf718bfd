"""L'échange des fichiers joints : en entier, ou comme s'il n'avait pas eu lieu."""

import pytest

from mutualisation.sauvegardes.archives import SauvegardeRefusee, ouvrir, verifier
from mutualisation.sauvegardes.fichiers import (
    A_COTE,
    controler_une_interruption,
    parcourir,
    preparer_l_echange,
)

ANCIEN = "documents/2019/ancien.pdf"
AVIS = "documents/2020/avis.pdf"


@pytest.fixture
def dossier(tmp_path, settings):
    dossier = tmp_path / "documents-joints"
    (dossier / ANCIEN).parent.mkdir(parents=True)
    (dossier / ANCIEN).write_bytes(b"ancien")
    (dossier / "autres").mkdir()
    settings.MEDIA_ROOT = dossier
    return dossier


def presents(dossier) -> list[str]:
    return [nom for nom, _ in parcourir(dossier)]


def preparer(archive, echange):
    with ouvrir(archive) as ouverte:
        echange.preparer(ouverte, verifier(archive))


def test_les_fichiers_de_l_archive_remplacent_ceux_du_dossier(archive, dossier):
    with preparer_l_echange(dossier) as echange:
        preparer(archive, echange)
        assert presents(dossier) == [ANCIEN]
        echange.faire()

    assert presents(dossier) == [AVIS]
    assert (dossier / AVIS).read_bytes() == b"%PDF" * 1000
    assert not (dossier / A_COTE).exists()


@pytest.mark.parametrize("deplacements", [0, 1, 2, 99])
def test_une_panne_pendant_l_echange_rend_tout(archive, dossier, deplacements, monkeypatch):
    renommer, restants = type(dossier).rename, [deplacements]

    def tomber(source, cible):
        restants[0] -= 1
        if restants[0] == -1:
            raise OSError("panne")
        return renommer(source, cible)

    def echanger():
        with preparer_l_echange(dossier) as echange:
            preparer(archive, echange)
            monkeypatch.setattr(type(dossier), "rename", tomber)
            echange.faire()
            raise OSError("panne")

    with pytest.raises(OSError, match="panne"):
        echanger()

    assert presents(dossier) == [ANCIEN]
    assert (dossier / "autres").is_dir()
    assert not (dossier / A_COTE).exists()


def test_une_seule_restauration_a_la_fois(dossier):
    with (
        preparer_l_echange(dossier),
        pytest.raises(SauvegardeRefusee, match="en cours"),
        preparer_l_echange(dossier),
    ):
        pass


def test_une_restauration_tuee_se_dit_et_ses_anciens_fichiers_restent(archive, dossier):
    assert controler_une_interruption() == []
    abri = dossier / A_COTE / "anciens"
    abri.mkdir(parents=True)
    (dossier / "documents").rename(abri / "documents")

    [alerte] = controler_une_interruption()
    assert "y a été interrompue" in alerte.msg
    with preparer_l_echange(dossier) as echange:
        preparer(archive, echange)
        echange.faire()

    assert controler_une_interruption() == []
    assert presents(dossier) == [AVIS]
    [garde] = dossier.glob(".avant-restauration-*")
    assert (garde / ANCIEN).read_bytes() == b"ancien"


def test_un_lien_n_est_pas_sauvegarde(dossier):
    (dossier / "lien").symlink_to("/etc/passwd")

    assert presents(dossier) == [ANCIEN]
