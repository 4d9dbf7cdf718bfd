"""Deux serveurs web et deux exécutants sur la base de `DATABASE_URL` ; joué à part.

Le résultat est écrit en JSON.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

import django
from django.db import connections

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from gouvernance.models import Cloture  # noqa: E402
from mutualisation.models import Edition, Production  # noqa: E402
from mutualisation.productions.operations import demander_document  # noqa: E402
from mutualisation.rapport import pdf, publication  # noqa: E402
from mutualisation.securite.debit import RECHERCHES  # noqa: E402
from services_communs.models import Fiche  # noqa: E402
from tests.fabriques import creer_administrateur  # noqa: E402
from tests.fabriques_rapport import creer_rapport_publiable  # noqa: E402
from tests.mutualisation.scenarios_productions import attendre  # noqa: E402
from tests.prealables import ecoute, port_libre  # noqa: E402

TACHES = 12
MOT = "Vu de l’autre machine"
JETON = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
EMPREINTE = re.compile(r'name="empreinte" value="(\w+)"')


class Navigateur:
    """Une même personne, connectée une fois, devant l'un ou l'autre serveur."""

    def __init__(self):
        client, self.compte = Client(), creer_administrateur()
        client.force_login(self.compte)
        self.temoins = {nom: temoin.value for nom, temoin in client.cookies.items()}

    def lire(self, port: int, adresse: str) -> str:
        reponse, texte = self._demander(port, "GET", adresse)
        for temoin in reponse.headers.get_all("Set-Cookie", []):
            nom, _, valeur = temoin.partition(";")[0].partition("=")
            self.temoins[nom] = valeur
        return texte if reponse.status == 200 else f"{reponse.status}"

    def envoyer(self, port: int, adresse: str, page: str, **saisie: str) -> int:
        saisie["csrfmiddlewaretoken"] = JETON.search(page)[1]
        return self._demander(port, "POST", adresse, urlencode(saisie))[0].status

    def _demander(self, port: int, methode: str, adresse: str, corps: str | None = None):
        connexion = HTTPConnection("127.0.0.1", port, timeout=30)
        temoins = "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())
        types = {"Content-Type": "application/x-www-form-urlencoded"} if corps else {}
        connexion.request(methode, adresse, corps, {"Cookie": temoins, **types})
        reponse: HTTPResponse = connexion.getresponse()
        texte = reponse.read().decode()
        connexion.close()
        return reponse, texte


@contextmanager
def serveur_web():
    port = port_libre()
    commande = ["-m", "gunicorn", "--config=deploiement/gunicorn.conf.py"]
    processus = subprocess.Popen(
        [sys.executable, *commande, f"--bind=127.0.0.1:{port}", "--workers=1"],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        processus.terminate()
        processus.wait()


@contextmanager
def executant():
    connections.close_all()
    if not (pid := os.fork()):
        with suppress(BaseException):
            call_command("db_worker", interval=0.05, startup_delay=False, reload=False, verbosity=0)
        os._exit(0)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def partager_une_saisie(personne: Navigateur, un: int, autre: int) -> dict:
    fiche = Fiche.objects.get(annee=2031)
    adresse = reverse("fiche_saisir", args=[fiche.annee, fiche.domaine.code])
    page = personne.lire(un, adresse)
    envoi = personne.envoyer(un, adresse, page, action="commenter", mot=MOT)
    return {"saisie": envoi, "lue": MOT in personne.lire(autre, adresse)}


def compter_ensemble(personne: Navigateur, *ports: int) -> dict:
    """Une limite de débit est celle de la personne, devant l'un ou l'autre serveur."""
    cles = {RECHERCHES._cle(personne.compte.pk)}
    for port in ports:
        personne.lire(port, reverse("recherche"))
        cles.add(RECHERCHES._cle(personne.compte.pk))
    return {"recherches": sum(cache.get_many(cles).values())}


def accomplir() -> dict:
    """Chaque tâche une seule fois, par l'un ou l'autre exécutant."""
    for numero in range(TACHES):
        demander_document(f"<p>{numero}</p>", titre="Essai", nom="essai.pdf", demandee_par=None)
    attendre(lambda: not Production.objects.inachevees().exists())
    produites = DBTaskResult.objects.filter(task_path__endswith="taches.produire")
    attendre(lambda: not produites.exclude(status="SUCCESSFUL").exists())
    return {
        "accomplies": Counter(Production.objects.values_list("etat", "prises")).most_common(),
        "executants": len({nom for (noms,) in produites.values_list("worker_ids") for nom in noms}),
    }


def publier_ensemble(personne: Navigateur, *ports: int) -> dict:
    adresse = reverse("rapport_publier", args=[2031])
    page = personne.lire(ports[0], adresse)
    empreinte = EMPREINTE.search(page)[1]

    def publier(port: int) -> int:
        return personne.envoyer(port, adresse, page, empreinte=empreinte, action="publier")

    with ThreadPoolExecutor(2) as fils:
        envois = list(fils.map(publier, ports))
    attendre(lambda: not Production.objects.inachevees().exists())
    return {
        "envois": envois,
        "editions": Edition.objects.count(),
        "clotures": Cloture.objects.count(),
        "publications": Production.objects.filter(nature="edition", prises=1).count(),
    }


def preparer() -> None:
    publication.composer_pdf = lambda contenu, fichiers, signe: b"%PDF-1.7"
    publication.composer_fiches = lambda contenu, signe: {}

    def rendre(html, annexes, signe_de_vie):
        time.sleep(0.05)
        return b"%PDF-1.7"

    pdf.rendre_pdf = rendre
    call_command("createcachetable", verbosity=0)


def main() -> dict:
    preparer()
    creer_rapport_publiable(annee=2031)
    personne = Navigateur()
    with ExitStack() as pile:
        ports = [pile.enter_context(serveur_web()) for _ in range(2)]
        for _ in range(2):
            pile.enter_context(executant())
        taches = accomplir()
        attendre(lambda: all(map(ecoute, ports)))
        pages = [personne.lire(port, reverse("mon_compte")) for port in ports]
        return {
            "reconnue": [personne.compte.username in page for page in pages],
            **partager_une_saisie(personne, *ports),
            **compter_ensemble(personne, *ports),
            **taches,
            **publier_ensemble(personne, *ports),
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
