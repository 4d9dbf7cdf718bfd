"""Une publication tuée, jouée à part sur la base de `DATABASE_URL` : `python -m …`."""

import json
import subprocess
import sys
from datetime import timedelta

import django
from django.utils import timezone

django.setup()

from mutualisation.models import Edition, Production  # noqa: E402
from tests.fabriques_rapport import creer_rapport_publiable  # noqa: E402
from tests.mutualisation.scenarios_productions import attendre  # noqa: E402


def publier() -> subprocess.Popen:
    commande = [sys.executable, "manage.py", "publier_rapport", "2031"]
    return subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> dict:
    """Tue la publication pendant la mise en page, puis en lance deux autres à la fois."""
    creer_rapport_publiable(annee=2031)
    publication = publier()
    try:
        attendre(lambda: Production.objects.filter(etape="Mise en page du PDF").exists())
    finally:
        publication.kill()
        publication.wait()
    laissees = Edition.objects.count()
    Production.objects.update(battement=timezone.now() - timedelta(hours=1))
    for publication in [publier() for _ in range(2)]:
        publication.wait(120)
    edition = Edition.objects.get()
    return {
        "laissees": laissees,
        "numero": edition.numero,
        "etats": [production.etat for production in Production.objects.all()],
        "complete": {f.nom for f in edition.fichiers.all()} == edition.manifeste.keys(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
