"""La documentation des imports dit les colonnes que chaque ressource lit."""

from pathlib import Path

import pytest

from gouvernance.exports import en_cellule
from gouvernance.imports.ressource import Ressource
from mutualisation.imports.registre import RESSOURCES

DOCUMENT = Path(__file__).parents[2] / "docs" / "imports.md"
TITRES = "| colonne | obligatoire | ce qu’on y écrit | exemple |\n| --- | --- | --- | --- |\n"


def rubrique(ressource: type[Ressource]) -> str:
    """Ce que la documentation doit en dire, mot pour mot."""
    lignes = [
        f"| {c.nom} | {'oui' if c.obligatoire else 'non'} | {c.aide or '–'} "
        f"| {en_cellule(c.exemple) or '–'} |\n"
        for c in ressource.colonnes
    ]
    return f"### {ressource.titre}\n\n{ressource.chapeau}\n\n{TITRES}{''.join(lignes)}"


@pytest.mark.parametrize("ressource", RESSOURCES, ids=lambda ressource: ressource.code)
def test_la_documentation_dit_les_colonnes_lues(ressource):
    assert rubrique(ressource) in DOCUMENT.read_text("utf-8")
