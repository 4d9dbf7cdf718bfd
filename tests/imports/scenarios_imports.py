"""Un long import, dont l'exécutant est tué en pleine écriture puis relayé ; joué à part.

La base est celle de `DATABASE_URL`, vide et migrée ; le résultat est écrit en JSON.
"""

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

django.setup()

from django_tasks_db.models import DBTaskResult  # noqa: E402

from mutualisation.imports import operations  # noqa: E402
from mutualisation.models import Import, Production  # noqa: E402
from services_communs.models import Effectif  # noqa: E402
from services_communs.ressources import EffectifRessource  # noqa: E402
from tests.fabriques import creer_domaine, creer_utilisateur  # noqa: E402
from tests.mutualisation.scenarios_productions import attendre, lancer_executant  # noqa: E402

LIGNES = operations.LIGNES_IMMEDIATES + 500
INSERTION = 'INSERT INTO "services_communs_effectif"'
INSERTIONS = 3


def composer() -> bytes:
    domaine = creer_domaine(code="numerique")
    jours = [date(2001, 1, 1) + timedelta(days=n) for n in range(LIGNES)]
    lignes = [f"{domaine.code};{jour:%d/%m/%Y};10" for jour in jours]
    return "\n".join(["Domaine;Observé le;Agents", *lignes]).encode()


def executer_jusqu_a_l_ecriture(marque: Path) -> None:
    """Le vrai exécutant, retenu au milieu de sa transaction jusqu'à ce qu'on le tue."""
    restantes = INSERTIONS

    def retenir(execute, sql, params, many, context):
        nonlocal restantes
        resultat = execute(sql, params, many, context)
        restantes -= sql.startswith(INSERTION)
        if not restantes:
            restantes = INSERTIONS
            marque.write_text(str(Effectif.objects.count()))
            time.sleep(600)
        return resultat

    with connection.execute_wrapper(retenir):
        call_command("db_worker", "--no-reload", "--no-startup-delay", verbosity=0)


def tuer_en_pleine_ecriture() -> int:
    """Rend le nombre de lignes que l'exécutant avait écrites, sans les valider."""
    with TemporaryDirectory() as dossier:
        marque = Path(dossier) / "ecrites"
        executant = subprocess.Popen([sys.executable, "-m", __spec__.name, str(marque)])
        try:
            attendre(lambda: marque.exists() and marque.read_text() != "")
            return int(marque.read_text())
        finally:
            executant.kill()
            executant.wait()


def relayer() -> None:
    """Le délai passé, deux exécutants se présentent pour le même travail."""
    Production.objects.inachevees().update(battement=timezone.now() - timedelta(hours=1))
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    for executant in [lancer_executant("--batch") for _ in range(2)]:
        executant.wait(120)


def jouer() -> dict:
    auteur = creer_utilisateur(is_staff=True, is_superuser=True)
    recu = operations.recevoir(
        ressource=EffectifRessource, contenu=composer(), nom="effectifs.csv", auteur=auteur
    )
    attend = recu.etat
    lancer_executant("--batch").wait(120)
    recu.refresh_from_db()
    apercu = recu.apercu["nombre_creations"], Effectif.objects.count()
    empreinte = recu.apercu["empreinte"]
    operations.confirmer(recu=recu, empreinte=empreinte, motif="Reprise", auteur=auteur)
    ecrites = tuer_en_pleine_ecriture()
    restees = Effectif.objects.count(), Effectif.historique.count()
    laisse = Import.objects.get().etat
    relayer()
    recu = Import.objects.defer("apercu").get()
    traces = Effectif.historique.filter(history_user=auteur)
    return {
        "attend": attend,
        "apercu": apercu,
        "avait_ecrit": 0 < ecrites < LIGNES,
        "restees": restees,
        "laisse": laisse,
        "etat": recu.etat,
        "creees": recu.creees,
        "ecrites": Effectif.objects.count(),
        "motifs": list(traces.order_by().values_list("history_change_reason").distinct()),
        "traces": traces.count(),
        "fichier_efface": recu.contenu is None,
        "productions": list(Production.objects.values_list("etat", flat=True)),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        executer_jusqu_a_l_ecriture(Path(sys.argv[1]))
    else:
        sys.stdout.write(json.dumps(jouer()))
