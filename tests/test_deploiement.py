"""Ce qui se copie sur un serveur reste d'accord avec le code."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from mutualisation.environnement import ATTENDUS, MENTIONS

RACINE = Path(__file__).resolve().parent.parent
DEPLOIEMENT = RACINE / "deploiement"
UNITES = sorted((DEPLOIEMENT / "systemd").glob("*.service"))


def test_le_modele_d_environnement_nomme_toutes_les_variables_et_elles_seules():
    modele = (DEPLOIEMENT / "environnement.exemple").read_text(encoding="utf-8")
    code = (RACINE / "mutualisation" / "environnement.py").read_text(encoding="utf-8")
    lues = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code)) | set(MENTIONS.values())

    assert set(re.findall(r"^#?([A-Z_]+)=", modele, re.MULTILINE)) == lues
    assert ATTENDUS.keys() <= lues


@pytest.mark.parametrize("unite", UNITES, ids=lambda unite: unite.stem)
def test_chaque_unite_lance_une_commande_qui_existe(unite):
    commandes = re.findall(r"manage\.py (\w+)", unite.read_text(encoding="utf-8"))

    assert set(commandes) <= get_commands().keys()


@pytest.mark.parametrize("unite", UNITES, ids=lambda unite: unite.stem)
def test_chaque_unite_est_enfermee_de_la_meme_facon(unite):
    texte = unite.read_text(encoding="utf-8")
    durcies = DEPLOIEMENT / "systemd" / "mutualisation-web.service"
    reglages = re.search(r"NoNewPrivileges.*?EPERM", durcies.read_text(encoding="utf-8"), re.DOTALL)

    assert reglages.group() in texte
    assert "User=mutualisation" in texte


@pytest.mark.parametrize("minuterie", sorted((DEPLOIEMENT / "systemd").glob("*.timer")))
def test_chaque_minuterie_a_son_unite(minuterie):
    assert minuterie.with_suffix(".service") in UNITES
