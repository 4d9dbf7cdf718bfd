"""Trois gestes tués en pleine écriture, puis repris ; joué à part sur la base de `DATABASE_URL`.

`python -m … [PROGRAMMES DOSSIER]` : avec la grappe du serveur, c'est lui que l'on tue. Le
résultat est écrit en JSON.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import django
from django.db import connection, connections
from django.test.utils import setup_test_environment
from django.utils import timezone

django.setup()
setup_test_environment()

from django.contrib.admin.models import LogEntry  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from finances.models import EvaluationCLECT  # noqa: E402
from gouvernance.models import Cloture  # noqa: E402
from mutualisation.imports import operations as imports  # noqa: E402
from mutualisation.models import Edition, FichierEdition, Import, Production  # noqa: E402
from mutualisation.rapport import publication  # noqa: E402
from services_communs.models import Effectif  # noqa: E402
from services_communs.ressources import EffectifRessource  # noqa: E402
from tests.fabriques import (  # noqa: E402
    creer_administrateur,
    creer_evaluation,
    creer_fiche,
    creer_participation,
    creer_total_vote,
)
from tests.fabriques_rapport import creer_rapport_publiable  # noqa: E402
from tests.finances.test_admin import envoyer  # noqa: E402
from tests.prealables import Grappe  # noqa: E402
from tests.severite import connecter  # noqa: E402

LIGNES = 40


class Publication:
    insertion = "mutualisation_fichieredition"

    def preparer(self) -> None:
        rapport = creer_rapport_publiable(annee=2031)
        vue = publication.preparer(2031).empreinte
        publication.demander_publication(rapport, par=None, motif="", empreinte=vue)

    def faire(self) -> None:
        executer_la_file()

    def etat(self) -> list:
        editions = [e.manifeste.keys() == fichiers_de(e) for e in Edition.objects.all()]
        return [editions, FichierEdition.objects.exists(), Cloture.historique.count()]


class Envoi:
    """Un import assez long pour passer par la file."""

    insertion = "services_communs_effectif"

    def preparer(self) -> None:
        fiche, auteur = creer_fiche(annee=2031, etat="validee"), creer_administrateur()
        jours = [date(2001, 1, 1) + timedelta(days=n) for n in range(LIGNES)]
        lignes = [
            "Domaine;Observé le;Agents",
            *(f"{fiche.domaine.code};{jour:%d/%m/%Y};10" for jour in jours),
        ]
        recu = imports.recevoir(
            ressource=EffectifRessource,
            contenu="\n".join(lignes).encode(),
            nom="effectifs.csv",
            auteur=auteur,
        )
        executer_la_file()
        recu.refresh_from_db()
        imports.confirmer(recu=recu, empreinte=recu.apercu["empreinte"], motif="", auteur=auteur)

    def faire(self) -> None:
        executer_la_file()

    def etat(self) -> list:
        recus = Effectif.objects.filter(date__year=2001)
        traces = Effectif.historique.filter(date__year=2001)
        return [recus.count(), traces.count(), Import.objects.get().etat]


class Adoption:
    """Le bouton d'une page d'administration : l'objet, son historique, le journal."""

    insertion = "finances_historiqueevaluationclect"

    def preparer(self) -> None:
        participation = creer_participation(evaluation=creer_evaluation(etat="proposee"))
        self.evaluation = participation.evaluation
        annee, montant = participation.exercice_debut, participation.montant
        creer_total_vote(evaluation=self.evaluation, exercice_debut=annee, montant=montant)
        self.client = connecter(creer_administrateur())

    def faire(self) -> None:
        envoyer(self.client, self.evaluation, _adopter="1", resultat="à l’unanimité")

    def etat(self) -> list:
        lue = EvaluationCLECT.objects.get(pk=self.evaluation.pk)
        traces = EvaluationCLECT.historique.filter(id=lue.pk, resultat=lue.resultat)
        adoptions = LogEntry.objects.filter(change_message__contains="adoptée par la CLECT")
        return [lue.etat, lue.resultat, traces.exists(), adoptions.count()]


def fichiers_de(edition: Edition) -> set[str]:
    return {fichier.nom for fichier in edition.fichiers.all()}


def executer_la_file() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    call_command("db_worker", batch=True, interval=0.05, startup_delay=False, verbosity=0)


def lancer_retenu(geste) -> tuple[int, int]:
    """Un processus arrêté juste après sa première insertion ; son numéro, et de quoi le lâcher."""
    connections.close_all()
    retenu, dit_retenu = os.pipe()
    attend, lache = os.pipe()
    pid = os.fork()
    if pid:
        os.close(dit_retenu)
        os.close(attend)
        if not os.read(retenu, 1):
            raise RuntimeError(f"{type(geste).__name__} a fini sans être retenu")
        return pid, lache
    os.close(lache)

    def retenir(execute, sql, params, many, context):
        resultat = execute(sql, params, many, context)
        if sql.startswith(f'INSERT INTO "{geste.insertion}"'):
            os.write(dit_retenu, b"!")
            os.read(attend, 1)
        return resultat

    with suppress(BaseException), connection.execute_wrapper(retenir):
        geste.faire()
    os._exit(0)


def tuer_le_processus(pid: int, lache: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(lache)


def tuer_le_serveur(grappe: Grappe) -> Callable[[int, int], None]:
    def tuer(pid: int, lache: int) -> None:
        """Le processus découvre ensuite que sa base n'est plus là."""
        grappe.tuer()
        os.close(lache)
        os.waitpid(pid, 0)
        grappe.demarrer()

    return tuer


def reprendre(geste) -> None:
    """Le délai passé, deux processus à la fois."""
    Production.objects.inachevees().update(battement=timezone.now() - timedelta(hours=1))
    connections.close_all()
    pids = []
    for _ in range(2):
        if not (pid := os.fork()):
            with suppress(BaseException):
                geste.faire()
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)


def eprouver(geste, tuer: Callable[[int, int], None]) -> dict:
    geste.preparer()
    avant = geste.etat()
    tuer(*lancer_retenu(geste))
    laisse = geste.etat()
    reprendre(geste)
    return {"intact": laisse == avant, "avant": avant, "apres": geste.etat()}


def main(*grappe: str) -> dict:
    publication.composer_pdf = lambda contenu, fichiers, signe: b"%PDF-1.7"
    publication.composer_fiches = lambda contenu, signe: {}
    imports.LIGNES_IMMEDIATES = LIGNES // 2
    tuer = tuer_le_serveur(Grappe(*map(Path, grappe))) if grappe else tuer_le_processus
    # La publication en dernier : elle clôt l'exercice.
    gestes = Adoption(), Envoi(), Publication()
    resultat = {type(geste).__name__: eprouver(geste, tuer) for geste in gestes}
    return resultat | {"productions": list(Production.objects.values_list("etat", flat=True))}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
