import os
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import wraps

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from mutualisation.models import Rapport
from mutualisation.rapport.contenu import Parution, construire_rapport
from mutualisation.rapport.formes import rendre_lecture
from tests.fabriques_rapport import creer_edition, creer_fichier_edition
from tests.prealables import trouver_chromium

OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]

# Une page dit ce que la politique de contenu y refuse, quelle que soit la langue de Chromium.
REFUS = "Politique de contenu, "
GUETTEUR = (
    'document.addEventListener("securitypolicyviolation", (refus) => console.error('
    f"`{REFUS}${{refus.effectiveDirective}} : ${{refus.blockedURI}} (${{refus.sourceFile}})`));"
)

PARUTIONS = [
    Parution(1, date(2021, 3, 25), ""),
    Parution(2, date(2021, 6, 10), "L’effectif de la commande publique est corrigé."),
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("navigateur")


@pytest.fixture(scope="session")
def site(donnees_chargees):
    """Adresse du site servi sur les données livrées.

    Pas `live_server`, qui viderait la base et ferait recharger les données à chaque test.
    """
    serveur = LiveServer("localhost")
    yield serveur.url
    serveur.stop()


@pytest.fixture(scope="session")
def chromium(site):
    """Fermé avant le site, dont il tient des connexions."""
    executable = trouver_chromium()
    if executable is None:
        pytest.skip("Chromium introuvable")
    # Playwright fait tourner une boucle dans ce fil : Django y refuserait la base, puis en
    # ouvrirait une seconde connexion, que celle partagée avec le site bloquerait.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connexion = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        connections[DEFAULT_DB_ALIAS] = connexion
        navigateur = playwright.chromium.launch(executable_path=executable, args=OPTIONS_CHROMIUM)
        yield navigateur
        navigateur.close()


@pytest.fixture(autouse=True, scope="session")
def gestes_patients():
    """Un clic ou une touche qui change de page attend qu’elle soit arrivée en entier.

    Playwright rend la main dès ses premiers octets : une lecture aussitôt après la trouve vide.
    """
    avec_patience = pytest.MonkeyPatch()
    for nom in ["click", "press"]:
        avec_patience.setattr(Locator, nom, _patienter(getattr(Locator, nom)))
    yield
    avec_patience.undo()


def _patienter(geste):
    @wraps(geste)
    def faire(element, *arguments, **options):
        geste(element, *arguments, **options)
        element.page.wait_for_load_state()

    return faire


def guetter_les_refus(contexte) -> list[str]:
    """Ce que la politique de contenu refuse dans les pages de ce contexte."""
    refus = []
    contexte.add_init_script(GUETTEUR)
    contexte.on("console", lambda ligne: ligne.text.startswith(REFUS) and refus.append(ligne.text))
    return refus


@pytest.fixture(params=[1280, 360], ids="{}px".format)
def page(request, chromium, site, donnees):
    """Page vide sur le site servi, large puis étroite ; aucune erreur ne doit s'y produire."""
    contexte = chromium.new_context(
        base_url=site, locale="fr-FR", viewport={"width": request.param, "height": 900}
    )
    page = contexte.new_page()
    erreurs = []
    page.on("pageerror", lambda erreur: erreurs.append(str(erreur)))
    page.on("console", lambda ligne: ligne.type == "error" and erreurs.append(ligne.text))
    yield page
    page.wait_for_load_state("networkidle")
    contexte.close()
    assert not erreurs


@pytest.fixture(scope="session")
def fautes_d_accessibilite():
    """Règles d'axe-core que la page affichée ne respecte pas, avec les éléments en cause."""
    axe = Axe()

    def chercher(page: Page) -> list[str]:
        page.wait_for_load_state()
        # Précharger recopierait les feuilles de style en ligne, que la politique refuse.
        violations = axe.run(page, options={"preload": False}).response["violations"]
        return [
            f"{violation['help']} : {noeud['html']}"
            for violation in violations
            for noeud in violation["nodes"]
        ]

    return chercher


@pytest.fixture(scope="session")
def lectures(donnees_chargees, django_db_blocker):
    """Les deux éditions du rapport 2020, mises en forme une fois pour toutes."""
    with django_db_blocker.unblock():
        contenu = construire_rapport(2020)
        return [rendre_lecture(replace(contenu, parution=parution)) for parution in PARUTIONS]


@pytest.fixture
def editions(lectures, donnees):
    """Le rapport 2020, publié puis corrigé."""
    rapport = Rapport.objects.get(annee=2020)
    for parution, lecture in zip(PARUTIONS, lectures, strict=True):
        edition = creer_edition(
            rapport=rapport,
            numero=parution.numero,
            motif=parution.motif,
            publiee_le=datetime.combine(parution.jour, datetime.min.time(), UTC),
        )
        creer_fichier_edition(edition=edition, nom="lecture.html", contenu=lecture.encode())
        for nom in ["rapport.pdf", "donnees.zip", "adhesions.csv"]:
            creer_fichier_edition(edition=edition, nom=nom)
