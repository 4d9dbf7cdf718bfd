"""Tué en pleine écriture, un geste n'a rien écrit ; refait, il aboutit, une seule fois."""

import json

import pytest

from tests.mutualisation.test_productions_processus import lancer

pytestmark = pytest.mark.django_db

LIGNES = 40
ATTENDU = {
    "Publication": {"intact": True, "avant": [[], False, 0], "apres": [[True], True, 1]},
    "Envoi": {
        "intact": True,
        "avant": [0, 0, "confirme"],
        "apres": [LIGNES, LIGNES, "applique"],
    },
    "Adoption": {
        "intact": True,
        "avant": ["proposee", "", True, 0],
        "apres": ["adoptee", "à l’unanimité", True, 1],
    },
    "productions": ["faite", "faite", "faite"],
}


def jouer(base: str, *arguments: str) -> dict:
    return json.loads(
        lancer(base, "-m", "tests.pannes.scenarios_arrets", *arguments, taches="base")
    )


def test_un_processus_tue_en_pleine_ecriture_n_ecrit_rien_et_se_reprend(base):
    assert jouer(base) == ATTENDU


@pytest.mark.postgresql
def test_un_serveur_tue_en_pleine_ecriture_n_ecrit_rien_et_se_reprend(base, grappe):
    assert jouer(base, str(grappe.programmes), str(grappe.dossier)) == ATTENDU
