"""XLS, l'ancien classeur : sans archive ni XML à surveiller, il est lu à part, mémoire comptée."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

from gouvernance.imports import enfant_xls
from gouvernance.imports.bornes import COLONNES_MAXIMALES, LIGNES_MAXIMALES
from gouvernance.imports.lecture_archive import INCOMPLET
from gouvernance.imports.mise_en_tableau import Brut, en_lettres
from gouvernance.imports.surveillance import Releve
from gouvernance.imports.tableau import FractionSansFormat, illisible

SECONDES = 30
# L'enfant ne charge que la bibliothèque : ni les réglages, ni la base, ni l'environnement.
COMMANDE = [sys.executable, str(Path(enfant_xls.__file__).resolve())]
PHRASES = {
    "vide": "Ce classeur est vide : aucune de ses feuilles ne contient de valeur.",
    "absente": "Ce classeur n’a pas de feuille de ce nom.",
    "protege": "Ce classeur est protégé par un mot de passe : enregistrez-le sans protection.",
    "trop": f"Cette feuille dépasse {COLONNES_MAXIMALES} colonnes : n’y laissez que celles du "
    "modèle.",
}
TYPES = {"date": date.fromisoformat, "instant": datetime.fromisoformat}


def lire_xls(contenu: bytes, feuille: str = "") -> Brut:
    try:
        enfant = subprocess.run(  # noqa: S603 – sans interpréteur de commandes
            [*COMMANDE, feuille, str(LIGNES_MAXIMALES + 2), str(COLONNES_MAXIMALES)],
            input=contenu,
            capture_output=True,
            timeout=SECONDES,
            env={},
            check=False,
        )
        lu = json.loads(enfant.stdout)
    except (subprocess.TimeoutExpired, ValueError) as erreur:
        raise illisible(INCOMPLET) from erreur
    if "refus" in lu:
        raise illisible(PHRASES.get(lu["refus"], INCOMPLET))
    releve = Releve(fusions=[en_place(*place) for place in lu["fusions"]])
    releve.refuser_les_fautes()
    lignes = (
        (numero, [typer(cellule) for cellule in ligne])
        for numero, ligne in enumerate(lu["lignes"], start=1)
    )
    return Brut(lignes, lu["premiere"], lu["feuille"], tuple(lu["autres"]))


def typer(cellule: object) -> object:
    if isinstance(cellule, list):
        genre, ecrite = cellule
        return TYPES[genre](ecrite)
    if isinstance(cellule, float) and 0 < abs(cellule) <= 1:
        return FractionSansFormat(cellule)
    return cellule


def en_place(debut: list[int], fin: list[int]) -> str:
    return ":".join(f"{en_lettres(colonne)}{ligne + 1}" for ligne, colonne in [debut, fin])
