"""Une commande du banc : `python -m bench NOM`."""

import ast
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django

COMMANDES = {
    "tout": "bench.tout",
    "tableau": "bench.tableau",
    "comparer": "bench.comparer",
    "pages": "bench.pages",
    "administration": "bench.administration",
    "rapport": "bench.rapport",
    "simulation": "bench.simulation",
    "controles": "bench.controles",
    "exports": "bench.exports",
    "imports": "bench.imports",
    "navigateur": "bench.navigateur",
    "charge": "bench.charge.banc",
    "fuzz": "bench.fuzz.campagne",
}
DEMANDES_D_AIDE = {"", "aide", "-h", "--help"}


def aide() -> str:
    """Nom et première ligne de chaque module, lus sans l'importer."""
    lignes = ["Usage : python -m bench NOM", ""]
    for nom, module in COMMANDES.items():
        texte = Path(find_spec(module).origin).read_text("utf-8")
        lignes.append(f"  {nom:15} {ast.get_docstring(ast.parse(texte)).splitlines()[0]}")
    return "\n".join(lignes)


def lancer(nom: str) -> None:
    if nom in DEMANDES_D_AIDE:
        sys.stdout.write(f"{aide()}\n")
    elif nom in COMMANDES:
        import_module(COMMANDES[nom]).main()
    else:
        sys.exit(f"Commande inconnue : « {nom} ».\n\n{aide()}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualisation.settings")
    django.setup()
    lancer("".join(sys.argv[1:2]))
