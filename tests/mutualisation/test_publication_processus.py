import json

from tests.mutualisation.test_productions_processus import lancer


def test_une_publication_tuee_n_ecrit_rien_et_se_reprend_une_seule_fois(tmp_path):
    base = f"sqlite:///{tmp_path / 'base.sqlite3'}"
    lancer(base, "manage.py", "migrate", "-v0")

    resultat = json.loads(lancer(base, "-m", "tests.mutualisation.scenarios_publication"))

    assert resultat == {"laissees": 0, "numero": 1, "etats": ["faite"], "complete": True}
