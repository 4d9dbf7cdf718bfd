"""Tous les tests : sur SQLite avec le navigateur, puis sur PostgreSQL.

Ce que la machine ne permet pas est dit en une ligne ; `TESTS_SANS_SAUT=1` en fait un échec.
"""

import os
import subprocess
import sys

from tests.prealables import ServeurIndisponible, serveur_postgresql, trouver_chromium

# Distribués dans l'ordre : ceux qui chargent les données réelles restent les derniers.
EN_PARALLELE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=load"]


def passer(titre: str, *options: str, adresse: str | None = None) -> bool:
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "DATABASE_URL"}
    if adresse:
        environnement["DATABASE_URL"] = adresse
    sys.stdout.write(f"\n{titre}\n")
    sys.stdout.flush()
    commande = [sys.executable, "-m", "pytest", "--quiet", "--tb=short", *EN_PARALLELE, *options]
    return subprocess.run(commande, env=environnement, check=False).returncode == 0


def main() -> int:
    echecs, sauts = [], []
    if trouver_chromium() is None:
        sauts.append("navigateur (Chromium introuvable)")
    if not passer("Tests sur SQLite"):
        echecs.append("SQLite")
    try:
        with serveur_postgresql() as adresse:
            # Le navigateur n'y verrait rien de plus que sur SQLite.
            if not passer("Tests sur PostgreSQL", "-m", "not navigateur", adresse=adresse):
                echecs.append("PostgreSQL")
    except ServeurIndisponible as erreur:
        sauts.append(f"PostgreSQL ({erreur})")
    if sauts:
        sys.stdout.write(f"Sauté : {' ; '.join(sauts)}.\n")
    if echecs:
        sys.stdout.write(f"En échec : {' et '.join(echecs)}.\n")
    refuses = sauts and os.environ.get("TESTS_SANS_SAUT")
    return 1 if echecs or refuses else 0


if __name__ == "__main__":
    sys.exit(main())
