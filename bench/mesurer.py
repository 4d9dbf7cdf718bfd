import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from bench import enfants
from gouvernance.models import Collectivite, Utilisateur
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.rendu import rendre_html

REPETITIONS = 3
PART_VISEE = "0,15"
REQUETES_VISEES = 15


def arrondi(mesure: float, decimales: int = 0) -> str:
    return f"{mesure:z.{decimales}f}".replace(".", ",")


def ecrire(ligne: str = "") -> None:
    sys.stdout.write(f"{ligne}\n")


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


def mesurer_rapport(annee: int) -> None:
    donnees, requetes = chronometrer(lambda: construire_rapport(annee))
    rapport = construire_rapport(annee)
    mise_en_forme, _ = chronometrer(lambda: rendre_html(rapport))
    html = rendre_html(rapport)
    # Alternés, pour que les deux subissent les mêmes à-coups de la machine.
    paires = [
        (
            enfants.mesurer(enfants.rendre_comme_le_site, html),
            enfants.mesurer(enfants.rendre_avec_weasyprint_seul, html),
        )
        for _ in range(REPETITIONS)
    ]
    secondes = median(site.secondes for site, _ in paires)
    pic = median(site.pic for site, _ in paires)
    pages = paires[0][1].pages
    part = (donnees + mise_en_forme) / secondes
    temps = median(site.secondes / seul.secondes for site, seul in paires)
    memoire = median(site.pic / seul.pic for site, seul in paires)

    ecrire(f"Rapport {annee}, médianes de {REPETITIONS} mesures")
    ecrire(f"  données   {arrondi(1000 * donnees):>7} ms  {requetes} requêtes")
    ecrire(f"  HTML      {arrondi(1000 * mise_en_forme):>7} ms  {arrondi(len(html) / 1e6, 1)} Mo")
    ecrire(f"  PDF       {arrondi(secondes, 1):>7} s   {arrondi(pic)} Mo au pic, {pages} pages")
    ecrire(f"  (données + HTML) / PDF {arrondi(part, 2):>9}, moins de {PART_VISEE} visé")
    ecrire(
        f"  PDF / WeasyPrint seul  {arrondi(temps, 2):>9} en temps, {arrondi(memoire, 2)} au pic"
    )


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
    yield reverse("rapport_detail", args=[annee])


def mesurer_pages(client: Client, annee: int) -> None:
    ecrire("\nPages du site, vues par un agent")
    trop = []
    for adresse in adresses(annee):
        if client.get(adresse).status_code != 200:
            continue
        duree, requetes = chronometrer(lambda adresse=adresse: client.get(adresse))
        ecrire(f"  {requetes:3} requêtes  {arrondi(1000 * duree):>5} ms  {adresse}")
        if requetes > REQUETES_VISEES:
            trop.append(adresse)
    ecrire(f"  plus de {REQUETES_VISEES} requêtes : {' '.join(trop) or 'aucune'}")


def memoire_du_processus() -> float:
    etat = Path("/proc/self/status").read_text()
    return int(etat.partition("VmRSS:")[2].split()[0]) / 1024


def mesurer_memoire(client: Client, annee: int) -> None:
    """Le PDF est demandé au site sans qu'aucun ait été gardé."""
    page = reverse("rapport_detail", args=[annee])
    client.get(page)
    avant = memoire_du_processus()
    with tempfile.TemporaryDirectory() as dossier, override_settings(DOSSIER_RENDUS=Path(dossier)):
        reponse = client.get(f"{page}rapport.pdf")
        octets = len(b"".join(reponse))
    ecrire(f"\nPDF de {arrondi(octets / 1e6, 1)} Mo servi par le site")
    ecrire(f"  mémoire prise par le processus web : {arrondi(memoire_du_processus() - avant)} Mo")


def main() -> None:
    annee = int(sys.argv[1]) if len(sys.argv) > 1 else 2020
    mesurer_rapport(annee)
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(Utilisateur.objects.filter(is_staff=True).order_by("pk").first())
        mesurer_pages(client, annee)
        mesurer_memoire(client, annee)
        # La connexion et la session ne servaient qu'à mesurer.
        transaction.set_rollback(True)
