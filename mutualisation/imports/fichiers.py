"""Les fichiers qu'un import donne à remplir, ou relit : une ligne de titres, puis les lignes."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse

from gouvernance.exports import Colonne, Feuille, donner
from gouvernance.imports.analyse import exporter
from gouvernance.imports.ressource import Ressource

AIDES = tuple(
    Colonne(code, entete)
    for code, entete in [
        ("colonne", "Colonne"),
        ("obligatoire", "Obligatoire"),
        ("aide", "Ce qu’on y écrit"),
        ("exemple", "Exemple"),
    ]
)


def telecharger_le_modele(ressource: type[Ressource], forme: str) -> StreamingHttpResponse:
    return donner(composer(ressource, ()), f"modele-{ressource.code}", forme)


def telecharger_l_existant(ressource: type[Ressource], forme: str) -> StreamingHttpResponse:
    _, lignes = exporter(ressource)
    return donner(composer(ressource, lignes), ressource.code, forme)


def composer(ressource: type[Ressource], lignes: Iterable[tuple]) -> list[Feuille]:
    """Les données d'abord : c'est la feuille qu'un import lira."""
    colonnes = tuple(colonne.exportee for colonne in ressource.colonnes)
    aides = [(c.nom, c.obligatoire, c.aide, c.exemple) for c in ressource.colonnes]
    return [
        Feuille(ressource.titre, colonnes, lignes, onglet="Données"),
        Feuille(ressource.titre, AIDES, aides, onglet="Mode d’emploi"),
    ]
