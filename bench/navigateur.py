"""Les pages dans Chromium ralenti quatre fois : premier affichage, et poids de ce qui est reçu."""

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
from bench.mesurer import REPETITIONS, arrondi, ecrire, garder
from bench.pages import ANNEE
from gouvernance.models import Utilisateur

RALENTI = 4
OPTIONS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
AFFICHAGE_VISE, POIDS_VISE = 1000, 200_000


@dataclass(frozen=True, slots=True)
class Affichage:
    """Une page ; millisecondes jusqu'au premier affichage, octets reçus, sans les images.

    `rapport` : médiane de cette attente sur celle de la page triviale, ouverte juste avant.
    """

    adresse: str
    premier_affichage: float
    rapport: float
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


def ouvrir(contexte: BrowserContext, adresse: str) -> tuple[float, int]:
    """Premier affichage et octets reçus, dans un onglet neuf et sans cache."""
    page = contexte.new_page()
    session, recus = contexte.new_cdp_session(page), []
    session.on("Network.loadingFinished", lambda recu: recus.append(recu["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Emulation.setCPUThrottlingRate", {"rate": RALENTI})
    page.goto(adresse, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    attente = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    return attente, round(sum(recus))


def afficher(contexte: BrowserContext, adresse: str) -> Affichage:
    triviale = reverse("triviale")
    paires = [
        (ouvrir(contexte, triviale)[0], *ouvrir(contexte, adresse)) for _ in range(REPETITIONS)
    ]
    return Affichage(
        adresse,
        median(attente for _, attente, _ in paires),
        round(median(attente / seule for seule, attente, _ in paires), 2),
        paires[-1][2],
    )


def mesurer(site: str, session: str) -> list[Affichage]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        # Playwright guette le premier affichage par `eval`, que la CSP du site refuse.
        contexte = chromium.new_context(base_url=site, bypass_csp=True)
        contexte.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        affichages = [afficher(contexte, adresse) for adresse in pages()]
        chromium.close()
    return affichages


def main() -> None:
    # Playwright fait tourner une boucle asynchrone dans ce fil, où la base se lit pourtant.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    reglages = {"ALLOWED_HOSTS": ["*"], "ROOT_URLCONF": "bench.adresses", "DEBUG": False}
    with override_settings(**reglages), servir() as site:
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
    garder("navigateur", [asdict(affichage) for affichage in affichages])
