"""Plusieurs serveurs web et plusieurs exécutants sur une même base ne font qu'un service."""

import json

import pytest

from tests.mutualisation.test_productions_processus import lancer


@pytest.mark.postgresql
@pytest.mark.django_db
def test_deux_serveurs_et_deux_executants_ne_font_qu_un_service(base, monkeypatch):
    monkeypatch.setenv("CACHE_URL", "db://cache")

    joue = lancer(base, "-m", "tests.pannes.scenario_machines", taches="base")

    assert json.loads(joue) == {
        "reconnue": [True, True],
        "saisie": 302,
        "lue": True,
        "accomplies": [[["faite", 1], 12]],
        "executants": 2,
        "envois": [302, 302],
        "editions": 1,
        "clotures": 1,
        "publications": 1,
    }
