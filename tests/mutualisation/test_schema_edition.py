"""Le schéma publié des données d'une édition est celui que le logiciel écrit."""

import json

from django.conf import settings
from jsonschema import Draft202012Validator

from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.donnees import en_json, schema

CHEMIN = settings.RACINE / "docs" / "schema-edition.json"


def test_le_schema_publie_est_a_jour():
    """Sinon : `make schema`."""
    assert CHEMIN.read_text(encoding="utf-8") == f"{schema()}\n"


def test_les_donnees_de_2020_suivent_le_schema_publie(donnees):
    publie = json.loads(CHEMIN.read_bytes())
    Draft202012Validator.check_schema(publie)
    valideur = Draft202012Validator(publie)
    contenu = json.loads(en_json(construire_rapport(2020)))

    assert [erreur.message for erreur in valideur.iter_errors(contenu)] == []
    assert list(valideur.iter_errors(contenu | {"annee": "deux mille vingt"}))
