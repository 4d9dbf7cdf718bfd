"""Processus qui lit un XLS et en écrit les cellules en JSON ; il n'importe rien du projet.

Un XLS peut annoncer une cellule aux confins de la feuille : le lire réclamerait toute la mémoire
de la machine. Ici, la lecture s'arrête à la limite, et seul ce processus tombe.
"""

import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MEMOIRE = 768 * 1024 * 1024
CALCUL = 20


def main() -> dict:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (CALCUL, CALCUL))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    voulue, lignes, colonnes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    try:
        classeur = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        visibles = [f.name for f in classeur.sheets_metadata if f.visible.name == "Visible"]
        if voulue and voulue not in classeur.sheet_names:
            return {"refus": "absente"}
        for nom in [voulue] if voulue else visibles:
            feuille = classeur.get_sheet_by_name(nom)
            if feuille.start is not None:
                return ecrire(feuille, [n for n in visibles if n != nom], lignes, colonnes)
    except PasswordError:
        return {"refus": "protege"}
    except CalamineError:
        return {"refus": "abime"}
    return {"refus": "vide"}


def ecrire(feuille, autres: list[str], lignes: int, colonnes: int) -> dict:
    if feuille.end[1] >= colonnes:
        return {"refus": "trop"}
    cellules = []
    for ligne in feuille.iter_rows():
        cellules.append([en_json(cellule) for cellule in ligne])
        if len(cellules) == lignes:
            break
    return {
        "feuille": feuille.name,
        "autres": autres,
        "premiere": feuille.start[1],
        "fusions": feuille.merged_cell_ranges or [],
        "lignes": cellules,
    }


def en_json(cellule: object) -> object:
    match cellule:
        case datetime():
            return ["instant", cellule.isoformat()]
        case date():
            return ["date", cellule.isoformat()]
        case str() | bool() | int() | float():
            return cellule
    return str(cellule)


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
