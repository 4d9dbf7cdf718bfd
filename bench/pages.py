"""Les pages du site face à une page triviale : requêtes, temps à froid et à chaud, poids."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from statistics import median

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from bench.mesurer import arrondi, ecrire, garder, horloge
from bench.metropole import agrandir, le_temps_de_mesurer, multiplier_les_services, prolonger
from gouvernance.models import Collectivite, Utilisateur

ANNEE = 2020
# Communes, services, exercices : le cas réel, puis une grande métropole inventée.
TAILLES = [(23, 20, 1), (158, 60, 20)]
TOURS = 15
# Au-delà, une page se mesure moins souvent : sa durée est déjà connue à 10 % près.
LENTE, TOURS_LENTE = 0.5, 3
REQUETES_VISEES = 15
RAPPORT_DES_LISTES = 14
RAPPORT_DES_TABLEAUX_DE_BORD = 8


@dataclass(frozen=True, slots=True)
class Mesure:
    """Une page ; `rapport` : médiane de sa durée sur celle de la page triviale, à chaud.

    `resservie` : de même, quand la page a été gardée ; rien si elle ne se garde pas.
    """

    adresse: str
    requetes: int
    froid: float
    chaud: float
    rapport: float
    octets: int
    vise: int | None
    resservie: float | None

    @property
    def est_atteint(self) -> bool:
        return self.requetes <= REQUETES_VISEES and (not self.vise or self.rapport <= self.vise)


def adresses() -> Iterator[str]:
    """Pages du site qui n'attendent rien dans leur adresse, deux communes, et le rapport."""
    noms = {nom for nom in get_resolver().reverse_dict if isinstance(nom, str)}
    for nom in sorted(noms - {"triviale"}):
        try:
            yield reverse(nom)
        except NoReverseMatch:
            continue
    for code in ["21515", "21231"]:
        yield reverse("commune_detail", args=[code], query={"annee": ANNEE})
    # L'édition publiée, si elle l'est, puis le projet, que chaque lecture recompose.
    rapport = reverse("rapport_detail", args=[ANNEE])
    yield from [rapport, f"{rapport}?brouillon"]


def vise(adresse: str, est_une_liste: bool) -> int | None:
    if adresse == reverse("tableau_de_bord") or adresse.startswith("/communes/2"):
        return RAPPORT_DES_TABLEAUX_DE_BORD
    return RAPPORT_DES_LISTES if est_une_liste else None


def durer(client: Client, adresse: str) -> float:
    debut = horloge()
    client.get(adresse).getvalue()
    return horloge() - debut


def mesurer(client: Client, adresse: str, tours: int = TOURS) -> Mesure | None:
    """Rien pour une adresse qui n'est pas une page : redirection, fichier, formulaire refusé."""
    with CaptureQueriesContext(connection):
        reponse = client.get(adresse)
    if reponse.status_code != 200 or not reponse["Content-Type"].startswith("text/html"):
        return None
    corps = reponse.getvalue()
    cache.clear()
    froid = durer(client, adresse)
    with CaptureQueriesContext(connection) as requetes:
        client.get(adresse)
    # Lu aussitôt : la requête suivante vide le journal.
    nombre = len(requetes)
    tours = TOURS_LENTE if durer(client, adresse) > LENTE else tours
    paires = list(face_a_la_triviale(client, adresse, tours))
    return Mesure(
        adresse,
        nombre,
        froid,
        median(page for _, page in paires),
        median(page / seule for seule, page in paires),
        len(corps),
        vise(adresse, b'class="liste' in corps),
        resservir(client, adresse, nombre),
    )


def face_a_la_triviale(client: Client, adresse: str, tours: int) -> Iterator[tuple[float, float]]:
    triviale = reverse("triviale")
    for _ in range(tours):
        yield durer(client, triviale), durer(client, adresse)


def resservir(client: Client, adresse: str, requetes: int) -> float | None:
    """Une page gardée se reconnaît à ce qu'elle demande moins de requêtes."""
    with override_settings(PAGES_GARDEES=True):
        client.get(adresse)
        with CaptureQueriesContext(connection) as resservie:
            client.get(adresse)
        if len(resservie) >= requetes:
            return None
        paires = face_a_la_triviale(client, adresse, TOURS)
        return median(page / seule for seule, page in paires)


def mesurer_taille(communes: int, services: int, exercices: int) -> list[Mesure]:
    with le_temps_de_mesurer():
        agrandir(communes, ANNEE)
        multiplier_les_services(services, ANNEE)
        prolonger(exercices, ANNEE)
        client = Client()
        client.force_login(Utilisateur.objects.filter(is_staff=True).order_by("pk").first())
        durer(client, reverse("triviale"))
        mesures = []
        for adresse in adresses():
            if mesure := mesurer(client, adresse):
                ecrire_mesure(mesure)
                mesures.append(mesure)
    return mesures


def ecrire_mesure(mesure: Mesure) -> None:
    but = f"au plus {mesure.vise}" if mesure.vise else ""
    resservie = f"{arrondi(mesure.resservie, 1)} resservie" if mesure.resservie else ""
    ecrire(
        f"  {mesure.requetes:3} requêtes  {arrondi(1000 * mesure.froid):>6} ms à froid  "
        f"{arrondi(1000 * mesure.chaud, 1):>7} ms  {arrondi(mesure.rapport, 1):>6} fois {but:10} "
        f"{arrondi(mesure.octets / 1000):>5} ko  "
        f"{resservie:14}  {'' if mesure.est_atteint else '✗ '}{mesure.adresse}"
    )


def mesurer_les_tailles(nom: str, mesurer_taille: Callable[..., list[Mesure]]) -> None:
    """Écrit les mesures de chaque taille dans le fichier de ce nom."""
    assert Collectivite.objects.exists(), "Aucune donnée : lancez d’abord « make rapport »."
    resultats = {"base": connection.vendor, "tailles": []}
    reglages = {"ALLOWED_HOSTS": ["testserver"], "ROOT_URLCONF": "bench.adresses", "DEBUG": False}
    reglages |= {"PAGES_GARDEES": False}
    with override_settings(**reglages):
        for communes, services, exercices in TAILLES:
            ecrire(
                f"\n{communes} communes, {services} services, {exercices} exercice(s), "
                f"{connection.vendor}"
            )
            mesures = mesurer_taille(communes, services, exercices)
            resultats["tailles"].append(
                {
                    "communes": communes,
                    "services": services,
                    "exercices": exercices,
                    "pages": [resumer(mesure) for mesure in mesures],
                }
            )
    garder(nom, resultats)


def main() -> None:
    mesurer_les_tailles("pages", mesurer_taille)


def resumer(mesure: Mesure) -> dict:
    """Nombres arrondis : deux exécutions se comparent ligne à ligne."""
    return asdict(mesure) | {
        "froid": round(mesure.froid, 3),
        "chaud": round(mesure.chaud, 4),
        "rapport": round(mesure.rapport, 1),
        "resservie": mesure.resservie and round(mesure.resservie, 1),
    }
