"""Les pages du site : requêtes et temps de chacune, vues par un agent."""

import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from gouvernance.models import Collectivite, Utilisateur

REPETITIONS = 3
REQUETES_VISEES = 15


def arrondi(mesure: float, decimales: int = 0) -> str:
    return f"{mesure:z.{decimales}f}".replace(".", ",")


def ecrire(ligne: str = "") -> None:
    sys.stdout.write(f"{ligne}\n")
    sys.stdout.flush()


def chronometrer(appel: Callable) -> tuple[float, int]:
    """Secondes (médiane) et requêtes d'un appel, une fois les caches remplis."""
    appel()
    durees = []
    for _ in range(REPETITIONS):
        debut = time.perf_counter()
        with CaptureQueriesContext(connection) as requetes:
            appel()
        durees.append(time.perf_counter() - debut)
    return median(durees), len(requetes)


def adresses(annee: int) -> Iterator[str]:
    """Pages du site qui n'attendent rien dans leur adresse, une commune, et le rapport."""
    noms = {nom for nom in get_resolver().reverse_dict if isinstance(nom, str)}
    for nom in sorted(noms):
        try:
            yield reverse(nom)
        except NoReverseMatch:
            continue
    commune = Collectivite.objects.communes().first()
    yield f"{commune.get_absolute_url()}?annee={annee}"
    # L'édition publiée, si elle l'est, puis le projet, que chaque lecture recompose.
    rapport = reverse("rapport_detail", args=[annee])
    yield from [rapport, f"{rapport}?brouillon"]


def mesurer_pages(client: Client, annee: int) -> None:
    ecrire("Pages du site, vues par un agent")
    trop = []
    for adresse in adresses(annee):
        if client.get(adresse).status_code != 200:
            continue
        duree, requetes = chronometrer(lambda adresse=adresse: client.get(adresse))
        ecrire(f"  {requetes:3} requêtes  {arrondi(1000 * duree):>5} ms  {adresse}")
        if requetes > REQUETES_VISEES:
            trop.append(adresse)
    ecrire(f"  plus de {REQUETES_VISEES} requêtes : {' '.join(trop) or 'aucune'}")


def main() -> None:
    annee = int(sys.argv[1]) if len(sys.argv) > 1 else 2020
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(Utilisateur.objects.filter(is_staff=True).order_by("pk").first())
        mesurer_pages(client, annee)
        # La connexion et la session ne servaient qu'à mesurer.
        transaction.set_rollback(True)
