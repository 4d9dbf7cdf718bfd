"""Tous les tests : sur SQLite avec le navigateur, puis sur PostgreSQL.

Ce que la machine ne permet pas est dit en une ligne ; `TESTS_SANS_SAUT=1` en fait un échec.
"""

import os
import subprocess
import sys

from tests.prealables import grappe_jetable, trouver_chromium, trouver_postgresql


def passer(titre: str, adresse: str | None, *options: str) -> bool:
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "DATABASE_URL"}
    if adresse:
        environnement["DATABASE_URL"] = adresse
    sys.stdout.write(f"\n{titre}\n")
    sys.stdout.flush()
    commande = [sys.executable, "-m", "pytest", "--quiet", "--tb=short", *options]
    return subprocess.run(commande, env=environnement, check=False).returncode == 0


def passer_sur_postgresql(sauts: list[str]) -> bool:
    """Le navigateur n'a rien à y apprendre de plus que sur SQLite."""
    passe = ("Tests sur PostgreSQL", "-m", "not navigateur")
    titre, *options = passe
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return passer(titre, os.environ["DATABASE_URL"], *options)
    programmes = trouver_postgresql()
    if programmes is None:
        sauts.append("PostgreSQL (ni DATABASE_URL, ni initdb)")
        return True
    try:
        with grappe_jetable(programmes) as adresse:
            return passer(titre, adresse, *options)
    except subprocess.CalledProcessError as erreur:
        sauts.append(f"PostgreSQL ({erreur})")
        return True


def main() -> int:
    sauts = []
    if trouver_chromium() is None:
        sauts.append("navigateur (Chromium introuvable)")
    reussites = [passer("Tests sur SQLite", None), passer_sur_postgresql(sauts)]
    if sauts:
        sys.stdout.write(f"Sauté : {' ; '.join(sauts)}.\n")
    refuse = sauts and os.environ.get("TESTS_SANS_SAUT")
    return 0 if all(reussites) and not refuse else 1


if __name__ == "__main__":
    sys.exit(main())
