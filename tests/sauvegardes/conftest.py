import io
from datetime import UTC, datetime

import pytest

from mutualisation.sauvegardes.archives import BASE, FICHIERS, Etat, rediger

ETAT = Etat(
    migrations=[("gouvernance", "0001_initial")],
    lignes={"gouvernance_document": 1},
    declencheurs=[],
    fichiers=["documents/2020/avis.pdf"],
)


@pytest.fixture
def archive(tmp_path):
    """Une petite sauvegarde, juste."""
    chemin = tmp_path / "petite.zip"
    with rediger(chemin) as redaction:
        redaction.ajouter(BASE, io.BytesIO(b"base" * 1000))
        redaction.ajouter(f"{FICHIERS}documents/2020/avis.pdf", io.BytesIO(b"%PDF" * 1000))
        redaction.conclure("0.1.0", "sqlite", datetime(2026, 1, 2, tzinfo=UTC), ETAT)
    return chemin
