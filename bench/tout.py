"""Tous les domaines, l'un après l'autre, chacun dans son processus ; puis le tableau."""

import argparse
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from django.db import connection

from bench import mesurer
from bench.tableau import DOMAINES, afficher, lire


def lire_la_commande() -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="python -m bench tout")
    lecteur.add_argument("--vers", type=Path, default=mesurer.RESULTATS, help="dossier des JSON")
    lecteur.add_argument("--sans", nargs="+", choices=DOMAINES, default=[], help="domaines omis")
    return lecteur.parse_args(sys.argv[2:])


def mesurer_le_domaine(domaine: str, dossier: Path) -> bool:
    mesurer.ecrire(f"\n── {domaine}")
    commande = [sys.executable, "-m", "bench", domaine]
    environnement = os.environ | {"BANC_RESULTATS": str(dossier)}
    return subprocess.run(commande, env=environnement).returncode == 0


def main() -> None:
    """Ne garde que ce qui vient d'être mesuré : un relevé plus ancien ne s'y mêle pas."""
    demande = lire_la_commande()
    dossier = demande.vers.resolve()
    demandes = [domaine for domaine in DOMAINES if domaine not in demande.sans]
    mesures = [domaine for domaine in demandes if mesurer_le_domaine(domaine, dossier)]
    par_domaine = {d: lire(d, dossier) if d in mesures else [] for d in DOMAINES}
    resultats = {
        "python": platform.python_version(),
        **{nom: version(nom) for nom in ["django", "weasyprint"]},
        "base": connection.vendor,
        "lignes": [asdict(ligne) for lignes in par_domaine.values() for ligne in lignes],
    }
    mesurer.garder("tout", resultats, dossier)
    afficher(par_domaine)
    if mesures != demandes:
        sys.exit(f"Interrompus : {', '.join(d for d in demandes if d not in mesures)}.")
