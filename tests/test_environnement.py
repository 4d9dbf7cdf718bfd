import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_DEBUG": "false",
    "DJANGO_SECRET_KEY": "une-cle-de-test-assez-longue-et-assez-variee-0123456789-abcdef",
    "DJANGO_ALLOWED_HOSTS": "mutualisation.example.org",
    "DATABASE_URL": "postgres://mutualisation:secret@localhost/mutualisation",
}


def manage(*arguments, **variables):
    """Lance `manage.py` dans un environnement réduit à ces variables."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=RACINE,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_le_developpement_ne_demande_aucune_variable():
    resultat = manage("check")

    assert resultat.returncode == 0, resultat.stderr


@pytest.mark.parametrize("absente", ["DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "DATABASE_URL"])
def test_la_production_refuse_de_demarrer_sans_une_variable(absente):
    resultat = manage("check", **PRODUCTION | {absente: ""})

    assert resultat.returncode == 1
    assert resultat.stderr.startswith(f"Réglage {absente} obligatoire en production : attendu ")
    assert resultat.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("DJANGO_DEBUG", "peut-être"),
        ("DATABASE_URL", "tableur://budget"),
        ("DATABASE_URL", ""),
        ("CACHE_URL", "tiroir://cache"),
        ("EMAIL_URL", "pigeon://voyageur"),
        ("ADRESSE_DU_SITE", "mutualisation"),
        ("MANDATAIRES", "-1"),
    ],
)
def test_un_reglage_mal_ecrit_est_nomme_en_une_phrase(nom, valeur):
    resultat = manage("check", **{nom: valeur})

    assert resultat.returncode == 1
    assert re.fullmatch(f"Réglage {nom} invalide : attendu .+\\.\n", resultat.stderr)


def test_la_production_passe_les_controles_de_deploiement_en_silence():
    resultat = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert resultat.returncode == 0, resultat.stderr
    assert not resultat.stderr


def test_aucune_migration_ne_manque():
    resultat = manage("makemigrations", "--check", "--dry-run", DATABASE_URL="sqlite://:memory:")

    assert resultat.returncode == 0, resultat.stdout


def test_chaque_dependance_declaree_a_sa_contrainte_et_sa_raison():
    texte = (RACINE / "pyproject.toml").read_text(encoding="utf-8")
    projet = tomllib.loads(texte)["project"]
    declarees = projet["dependencies"] + projet["optional-dependencies"]["dev"]
    contraintes = (RACINE / "contraintes.txt").read_text(encoding="utf-8").lower()

    for declaree in declarees:
        nom = re.match(r"[\w.-]+", declaree).group().lower()
        assert f"{nom}==" in contraintes
        assert re.search(rf'"{re.escape(declaree)}",\s+# \w', texte)


def test_ce_qui_est_partage_entre_machines_se_regle_par_l_environnement():
    lire = (
        "from django.conf import settings as s; from django.core.cache import cache;"
        "print(type(cache._connections['default']).__name__, s.CACHES['default']['TIMEOUT'],"
        " s.STORAGES['default']['BACKEND'], s.STORAGES['default']['OPTIONS']['bucket_name'])"
    )

    partage = {"CACHE_URL": "redis://127.0.0.1:6379/3", "SEAU_DES_DOCUMENTS": "pieces"}
    dit = manage("shell", "-v0", "-c", lire, **partage).stdout

    assert dit.split() == ["RedisCache", "None", "storages.backends.s3.S3Storage", "pieces"]


FOURNISSEUR = {
    "OIDC_EMETTEUR": "https://identite.example.org",
    "OIDC_CLIENT": "mutualisation",
    "OIDC_SECRET": "un-secret",
} | {
    f"OIDC_{nom}": f"https://identite.example.org/{nom.lower()}"
    for nom in ["AUTORISATION", "JETON", "PERSONNE", "CLES", "DECONNEXION"]
}


REGLE = (
    "from django.conf import settings as s; from django.urls import reverse;"
    "print(reverse('fournisseur'), 'S256' if s.OIDC_USE_PKCE else '',"
    " s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1:])"
)


def test_un_fournisseur_d_identite_se_regle_par_l_environnement():
    resultat = manage("shell", "--no-imports", "-c", REGLE, **PRODUCTION | FOURNISSEUR)

    assert resultat.stdout == "/connexion/fournisseur/ S256 ['https://identite.example.org']\n"


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("OIDC_JETON", "http://identite.example.org/jeton"),
        ("OIDC_SECRET", ""),
        ("OIDC_ALGORITHME", "none"),
    ],
)
def test_un_fournisseur_mal_regle_est_nomme(nom, valeur):
    resultat = manage("check", **PRODUCTION | FOURNISSEUR | {nom: valeur})

    assert resultat.returncode == 1
    assert re.fullmatch(f"Réglage {nom} invalide : attendu .+\\.\n", resultat.stderr)
