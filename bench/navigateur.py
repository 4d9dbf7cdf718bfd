"""Les pages dans Chromium ralenti quatre fois : premier affichage, et poids de ce qui est reçu."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test import Client
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, sync_playwright

from bench.enfants import CHROMIUM
from bench.mesurer import REPETITIONS, arrondi, ecrire
from bench.pages import ANNEE, RESULTATS
from gouvernance.models import Utilisateur

RALENTI = 4
OPTIONS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
AFFICHAGE_VISE, POIDS_VISE = 1000, 200_000


@dataclass(frozen=True, slots=True)
class Affichage:
    """Une page ; millisecondes jusqu'au premier affichage, octets reçus, sans les images."""

    adresse: str
    premier_affichage: float
    octets: int


def pages() -> list[str]:
    noms = ["accueil", "tableau_de_bord", "commune_liste", "service_liste", "participation_liste"]
    commune = reverse("commune_detail", args=["21515"], query={"annee": ANNEE})
    return [commune, reverse("rapport_detail", args=[ANNEE]), *map(reverse, noms)]


@contextmanager
def servir() -> Iterator[str]:
    fil = LiveServerThread("localhost", StaticFilesHandler)
    fil.daemon = True
    fil.start()
    fil.is_ready.wait()
    if fil.error:
        raise fil.error
    try:
        yield f"http://{fil.host}:{fil.port}"
    finally:
        fil.terminate()


def afficher(contexte: BrowserContext, adresse: str) -> Affichage:
    """Médiane de plusieurs ouvertures, chacune dans un onglet neuf et sans cache."""
    affichages, recus = [], []
    for _ in range(REPETITIONS):
        page = contexte.new_page()
        session = contexte.new_cdp_session(page)
        recus.clear()
        session.on("Network.loadingFinished", lambda recu: recus.append(recu["encodedDataLength"]))
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Emulation.setCPUThrottlingRate", {"rate": RALENTI})
        page.goto(adresse, wait_until="load")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        affichages.append(
            page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        )
        page.close()
    return Affichage(adresse, median(affichages), round(sum(recus)))


def mesurer(site: str, session: str) -> list[Affichage]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        contexte = chromium.new_context(base_url=site)
        contexte.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        affichages = [afficher(contexte, adresse) for adresse in pages()]
        chromium.close()
    return affichages


def main() -> None:
    # Playwright fait tourner une boucle asynchrone dans ce fil, où la base se lit pourtant.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with override_settings(ALLOWED_HOSTS=["*"], DEBUG=False), servir() as site:
        client = Client()
        client.force_login(Utilisateur.objects.filter(is_staff=True).order_by("pk").first())
        try:
            affichages = mesurer(site, client.session.session_key)
        finally:
            client.logout()
    ecrire(f"Chromium ralenti {RALENTI} fois, {connection.vendor}")
    for affichage in affichages:
        ecrire(
            f"  {arrondi(affichage.premier_affichage):>5} ms (moins de {AFFICHAGE_VISE} visé)  "
            f"{arrondi(affichage.octets / 1000):>4} ko (moins de {POIDS_VISE // 1000} visé)  "
            f"{affichage.adresse}"
        )
    RESULTATS.mkdir(exist_ok=True)
    lignes = [asdict(affichage) for affichage in affichages]
    (RESULTATS / "navigateur.json").write_text(
        json.dumps(lignes, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
