"""Un soir de conseil : deux cents personnes, un export, un PDF et un import, dix minutes."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from bench.charge.personnes import PERSONNES
from bench.charge.releves import memoire_de, resumer
from bench.charge.scene import RACINE, Scene, monter
from bench.mesurer import arrondi, ecrire, garder

# Quatre personnes ne sont pas de l'assistance : en retard, à l'export, au rapport, à l'import.
EN_PLUS = 4
MONTEE = 30
ENTRE_DEUX_RELEVES = 5


def main() -> None:
    if find_spec("locust") is None:
        sys.exit(
            "Locust manque : .venv/bin/pip install --constraint contraintes.txt -e '.[charge]'"
        )
    demande = lire_la_commande()
    with (
        tempfile.TemporaryDirectory() as nom,
        monter(Path(nom), demande.processus) as scene,
    ):
        resume = jouer(scene, demande)
    resume = {
        "coeurs": os.cpu_count(),
        "processus_web": demande.processus,
        "debit_demande": demande.debit,
        "secondes": demande.secondes,
    } | resume
    afficher(resume)
    garder("charge", resume)


def lire_la_commande() -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="python -m bench charge")
    lecteur.add_argument("--secondes", type=int, default=600, help="durée relevée, hors montée")
    lecteur.add_argument("--debit", type=float, default=80, help="pages demandées par seconde")
    lecteur.add_argument("--processus", type=int, default=2 * (os.cpu_count() or 1) + 1)
    return lecteur.parse_args(sys.argv[2:])


def jouer(scene: Scene, demande: argparse.Namespace) -> dict:
    personnes, releve = scene.dossier / "personnes.json", scene.dossier / "releve.json"
    scene.lancer(sys.executable, "-m", "bench.charge.personnes", personnes)
    locust = subprocess.Popen(
        [
            *(sys.executable, "-m", "locust", "--locustfile=bench/charge/parcours.py"),
            *("--headless", "--only-summary", "--loglevel=WARNING", f"--host={scene.adresse}"),
            f"--users={PERSONNES + EN_PLUS}",
            f"--spawn-rate={PERSONNES / 20}",
            f"--run-time={MONTEE + demande.secondes}s",
        ],
        cwd=RACINE,
        stdout=subprocess.DEVNULL,
        env=os.environ
        | {
            "CHARGE_PERSONNES": str(personnes),
            "CHARGE_RELEVE": str(releve),
            "CHARGE_DEBIT": str(demande.debit),
            "CHARGE_MONTEE": str(MONTEE),
        },
    )
    memoires = suivre_la_memoire(scene, locust)
    return resumer(json.loads(releve.read_text("utf-8")), memoires, demande.secondes)


def suivre_la_memoire(scene: Scene, locust: subprocess.Popen) -> dict[int, list[int]]:
    """Relevés de chaque processus web, de la fin de la montée à celle de la soirée."""
    memoires = {}
    debut = time.monotonic()
    while locust.poll() is None:
        time.sleep(ENTRE_DEUX_RELEVES)
        if time.monotonic() - debut > MONTEE:
            for processus in scene.processus_web:
                memoires.setdefault(processus, []).append(memoire_de(processus))
    return memoires


def afficher(resume: dict) -> None:
    ensemble = resume["ensemble"]
    ecrire(
        f"{arrondi(resume['debit'], 1)} réponses par seconde, {len(resume['erreurs'])} erreur(s), "
        f"p50 {ensemble['p50']} ms, p95 {ensemble['p95']} ms, p99 {ensemble['p99']} ms"
    )
    for page, nombre in resume["erreurs"].items():
        ecrire(f"  ✗ {nombre} fois {page}")
    for page in resume["pages"]:
        ralentie = page["ralentie"]
        ecrire(
            f"  {page['reponses']:6} fois  {page['p50']:6} {page['p95']:6} {page['p99']:6} ms  "
            f"{'pendant un PDF ' + arrondi(ralentie, 2) if ralentie else '':20}  {page['page']}"
        )
    for memoire in resume["memoire"]:
        ecrire("  processus web : {debut}, {mi_parcours} puis {fin} Mo".format(**memoire))
