"""Les cellules d'un classeur déjà surveillé, lues au fil de l'eau par python-calamine."""

from collections.abc import Iterator, Mapping

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from gouvernance.imports.lecture_archive import INCOMPLET
from gouvernance.imports.mise_en_tableau import Brut
from gouvernance.imports.pourcentages import afficher
from gouvernance.imports.tableau import illisible


def lire_les_cellules(
    chemin: str, feuille: str, autres: tuple[str, ...], pourcentages: Mapping[int, int]
) -> Brut:
    try:
        page = CalamineWorkbook.from_path(chemin).get_sheet_by_name(feuille)
    except (CalamineError, ValueError, OSError) as erreur:
        raise illisible(INCOMPLET) from erreur
    premiere = page.start[1] if page.start else 0
    lignes = afficher(numeroter(page), premiere, pourcentages)
    return Brut(lignes, premiere, feuille, autres)


def numeroter(page: CalamineSheet) -> Iterator[tuple[int, list]]:
    return enumerate(page.iter_rows(), start=1)
