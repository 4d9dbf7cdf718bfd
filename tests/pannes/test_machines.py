"""Plusieurs serveurs web et plusieurs exécutants sur une même base ne font qu'un service."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mutualisation.securite.debit import Limite
from tests.mutualisation.test_productions_processus import lancer
from tests.prealables import redis_jetable


@pytest.fixture
def redis() -> Iterator[str]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server introuvable")
    with redis_jetable() as adresse:
        yield adresse


@pytest.fixture(params=["base", "redis"])
def cache_partage(request, monkeypatch):
    adresse = "db://cache" if request.param == "base" else request.getfixturevalue("redis")
    monkeypatch.setenv("CACHE_URL", adresse)


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.usefixtures("cache_partage")
def test_deux_serveurs_et_deux_executants_ne_font_qu_un_service(base):
    joue = lancer(base, "-m", "tests.pannes.scenario_machines", taches="base")

    assert json.loads(joue) == {
        "reconnue": [True, True],
        "saisie": 302,
        "lue": True,
        "recherches": 2,
        "accomplies": [[["faite", 1], 12]],
        "executants": 2,
        "envois": [302, 302],
        "editions": 1,
        "clotures": 1,
        "publications": 1,
    }


def test_sur_redis_aucune_demande_simultanee_n_echappe_au_compte(redis, settings):
    moteur = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": moteur, "LOCATION": redis}}
    limite = Limite("essai", nombre=400, secondes=10**9)

    with ThreadPoolExecutor(8) as fils:
        comptes = list(fils.map(limite.compter, [7] * 400))

    assert sorted(comptes) == list(range(1, 401))
