"""Deux versions : rapports qui ont changé de plus de 10 %, mesures nouvelles ou disparues."""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.mesurer import RESULTATS, arrondi, ecrire
from bench.tableau import Ligne, decrire

ECART = 0.10


@dataclass(frozen=True, slots=True)
class Comparaison:
    changees: list[tuple[Ligne, Ligne]]
    nouvelles: list[Ligne]
    disparues: list[Ligne]
    perdues: list[Ligne]


def comparer(avant: Iterable[Ligne], apres: Iterable[Ligne]) -> Comparaison:
    """`perdues` : ce que l'on visait, que l'on atteignait, et que l'on n'atteint plus."""
    anciennes, neuves = indexer(avant), indexer(apres)
    paires = [(ligne, neuves[cle]) for cle, ligne in anciennes.items() if cle in neuves]
    return Comparaison(
        changees=[(a, b) for a, b in paires if abs(b.rapport - a.rapport) > ECART * a.rapport],
        nouvelles=[ligne for cle, ligne in neuves.items() if cle not in anciennes],
        disparues=[ligne for cle, ligne in anciennes.items() if cle not in neuves],
        perdues=[b for a, b in paires if a.est_atteinte and not b.est_atteinte],
    )


def indexer(lignes: Iterable[Ligne]) -> dict[tuple[str, str, str], Ligne]:
    return {(ligne.domaine, ligne.mesure, ligne.reference): ligne for ligne in lignes}


def lire(fichier: Path) -> list[Ligne]:
    releve = json.loads(fichier.read_text("utf-8"))
    return [Ligne(**ligne) for ligne in releve["lignes"]]


def afficher(comparaison: Comparaison) -> None:
    for avant, ligne in comparaison.changees:
        ecrire(f"de {arrondi(avant.rapport, 2):>8} à {decrire(ligne)} ({ligne.domaine})")
    for titre, lignes in [
        ("Nouvelles", comparaison.nouvelles),
        ("Disparues", comparaison.disparues),
        ("Ne sont plus atteintes", comparaison.perdues),
    ]:
        ecrire(f"{titre} : {len(lignes)}")
        for ligne in lignes:
            ecrire(f"  {decrire(ligne)} ({ligne.domaine})")


def main() -> None:
    lecteur = argparse.ArgumentParser(prog="python -m bench comparer")
    lecteur.add_argument("avant", type=Path, help="tout.json de la version précédente")
    lecteur.add_argument("apres", type=Path, nargs="?", default=RESULTATS / "tout.json")
    demande = lecteur.parse_args(sys.argv[2:])
    comparaison = comparer(lire(demande.avant), lire(demande.apres))
    afficher(comparaison)
    sys.exit(1 if comparaison.perdues else 0)
