"""Ce qu'attend un lecteur du rapport, et ce que le processus web garde après ses rendus."""

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from unittest.mock import patch

from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.mesurer import REPETITIONS, chronometrer
from mutualisation.rapport import pdf
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.editions import derniere_edition
from mutualisation.rapport.pdf import rendre_pdf
from mutualisation.rapport.plan import composer_plan
from mutualisation.rapport.rendu import rendre_html

RENDUS_DE_SUITE = 5


@dataclass(frozen=True, slots=True)
class Telechargement:
    requetes: int
    secondes: float
    octets: int
    requetes_si_connu: int
    secondes_si_connu: float


@dataclass(frozen=True, slots=True)
class Apercu:
    chapitre: str
    html: float
    pdf: float
    pages: int


def telecharger(annee: int) -> Telechargement:
    """Le PDF de l'édition, demandé par un visiteur ; un rendu serait une erreur."""
    if derniere_edition(annee) is None:
        sys.exit(f"Aucune édition {annee} à télécharger : lancez d’abord « make rapport ».")
    client, adresse = Client(), reverse("rapport_pdf", args=[annee])

    def demander(**entetes):
        reponse = client.get(adresse, headers=entetes)
        assert reponse.status_code == (304 if entetes else 200), reponse.status_code
        return reponse

    refus = AssertionError("Le téléchargement a rendu un PDF.")
    with (
        override_settings(ALLOWED_HOSTS=["testserver"]),
        patch.object(pdf, "rendre_pdf", side_effect=refus),
    ):
        secondes, requetes = chronometrer(demander)
        reponse = demander()
        connu = {"if-none-match": reponse["ETag"]}
        secondes_si_connu, requetes_si_connu = chronometrer(lambda: demander(**connu))
    return Telechargement(
        requetes=requetes,
        secondes=round(secondes, 4),
        octets=len(reponse.content),
        requetes_si_connu=requetes_si_connu,
        secondes_si_connu=round(secondes_si_connu, 4),
    )


def lire_apercus(annee: int) -> list[Apercu]:
    """Chaque chapitre seul, depuis la lecture des données."""
    return [apercevoir(annee, c.ancre) for c in composer_plan(construire_rapport(annee))]


def apercevoir(annee: int, chapitre: str) -> Apercu:
    from pikepdf import Pdf

    def en_html() -> str:
        return rendre_html(construire_rapport(annee), seulement=chapitre)

    html, _ = chronometrer(en_html)
    secondes, document = duree_de(lambda: rendre_pdf(en_html()))
    with Pdf.open(BytesIO(document)) as ouvert:
        return Apercu(chapitre, round(html, 2), round(secondes, 2), len(ouvert.pages))


def duree_de(appel: Callable[[], bytes]) -> tuple[float, bytes]:
    durees = []
    for _ in range(REPETITIONS):
        debut = time.perf_counter()
        resultat = appel()
        durees.append(time.perf_counter() - debut)
    return median(durees), resultat


def suivre_la_memoire(html: str) -> list[float]:
    """Mo du processus appelant, après chacun des rendus qu'il demande."""
    mesures = []
    for _ in range(RENDUS_DE_SUITE):
        rendre_pdf(html)
        gc.collect()
        mesures.append(round(memoire_du_processus(), 1))
    return mesures


def memoire_du_processus() -> float:
    etat = Path("/proc/self/status").read_text()
    return int(etat.partition("VmRSS:")[2].split()[0]) / 1024
