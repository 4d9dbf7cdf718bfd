"""Un import trop long pour une page : un vrai exécutant le mène, et peut mourir en l'écrivant."""

import json

from mutualisation.imports.operations import LIGNES_IMMEDIATES
from tests.mutualisation.test_productions_processus import lancer

LIGNES = LIGNES_IMMEDIATES + 500


def test_un_import_tue_en_pleine_ecriture_n_ecrit_rien_et_se_reprend_une_seule_fois(tmp_path):
    base = f"sqlite:///{tmp_path / 'base.sqlite3'}"
    lancer(base, "manage.py", "migrate", "-v0")

    resultat = json.loads(lancer(base, "-m", "tests.imports.scenarios_imports", taches="base"))

    assert resultat == {
        "attend": "en_analyse",
        "apercu": [LIGNES, 0],
        "avait_ecrit": True,
        "restees": [0, 0],
        "laisse": "confirme",
        "etat": "applique",
        "creees": LIGNES,
        "ecrites": LIGNES,
        "motifs": [["Import de effectifs.csv : Reprise"]],
        "traces": LIGNES,
        "fichier_efface": True,
        "productions": ["faite", "faite"],
    }
