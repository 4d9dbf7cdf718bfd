"""Simulation : le calcul seul, puis la page sur une métropole inventée, aussitôt oubliée."""

import tracemalloc
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bench.mesurer import arrondi, chronometrer, ecrire, face_a, garder
from bench.metropole import le_temps_de_mesurer
from finances.contenu_simulation import construire_page
from finances.models import (
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Hypothese,
    Scenario,
    ValeurCle,
)
from finances.moteur import (
    Arrondi,
    Presence,
    Prorata,
    ServiceACalculer,
    calculer,
)
from finances.simulation import Changement, Nature, simuler
from gouvernance.models import Collectivite, Utilisateur
from services_communs.models import Adhesion, Domaine, ServiceCommun

COMMUNES, SERVICES = 158, 60
EXERCICES = range(2026, 2036)
DEPUIS = date(2019, 1, 1)
REGLES = (Arrondi.PAR_LIGNE, Prorata.MOIS)
SECONDES_VISEES = 2


def inventer(communes: int) -> dict[int, list[ServiceACalculer]]:
    """Des coûts qui changent chaque année : aucun exercice ne se déduit du précédent."""
    presences = tuple(
        Presence(f"Commune {rang}", Decimal(500 + 37 * rang), DEPUIS) for rang in range(communes)
    )
    return {
        exercice: [
            ServiceACalculer(
                code=f"service-{rang}",
                nom=f"Service {rang}",
                cout=Decimal(100_000 + 7919 * rang + exercice),
                cle="population",
                metropole="Métropole",
                depuis=DEPUIS,
                presences=presences,
            )
            for rang in range(SERVICES)
        ]
        for exercice in EXERCICES
    }


def changer(communes: int, touches: int) -> Callable:
    """Simuler un scénario qui change `touches` services."""
    services = inventer(communes)
    retraits = [
        Changement(Nature.RETRAIT, f"service-{rang}", date(2026, 7, 1), "Commune 3")
        for rang in range(touches)
    ]
    return lambda: simuler(services, retraits, EXERCICES, *REGLES)


def moteur_seul() -> Callable:
    services = inventer(COMMUNES)
    return lambda: [calculer(services[e], e, *REGLES) for e in EXERCICES]


def memoire_au_pic() -> float:
    services = inventer(COMMUNES)
    tracemalloc.start()
    simuler(services, [], EXERCICES, *REGLES)
    pic = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return pic / 1e6


def peupler() -> Scenario:
    communes = Collectivite.objects.bulk_create(
        Collectivite(
            nature="commune",
            nom=f"Commune {rang}",
            nom_de_tri=f"commune {rang}",
            code_insee=f"{98000 + rang}",
        )
        for rang in range(COMMUNES)
    )
    metropole = Collectivite.objects.metropole().get()
    services = ServiceCommun.objects.bulk_create(
        ServiceCommun(
            domaine=Domaine.objects.first(),
            code=f"invente-{rang}",
            nom=f"Service inventé {rang}",
            gestionnaire=metropole,
            date_debut=DEPUIS,
        )
        for rang in range(SERVICES)
    )
    evaluation = EvaluationCLECT.objects.create(date=date(2026, 1, 5), objet="Mesure")
    CoutService.objects.bulk_create(
        CoutService(
            evaluation=evaluation,
            service=service,
            exercice=exercice,
            nature="personnel",
            montant=Decimal(100_000 + 7919 * rang + exercice),
        )
        for rang, service in enumerate(services)
        for exercice in EXERCICES
    )
    Adhesion.objects.bulk_create(
        Adhesion(service=service, collectivite=commune, date_debut=DEPUIS)
        for service in services
        for commune in communes
    )
    partager(services, communes)
    return proposer(services, communes[3])


def partager(services: list[ServiceCommun], communes: list[Collectivite]) -> None:
    cles = CleRepartition.objects.bulk_create(
        CleRepartition(service=service, nature="postes", date_debut=DEPUIS) for service in services
    )
    ValeurCle.objects.bulk_create(
        ValeurCle(cle=cle, collectivite=commune, valeur=Decimal(500 + 37 * rang))
        for cle in cles
        for rang, commune in enumerate(communes)
    )


def proposer(services: list[ServiceCommun], commune: Collectivite) -> Scenario:
    scenario = Scenario.objects.create(
        nom="Mesure",
        auteur=Utilisateur.objects.filter(is_staff=True).order_by("pk").first(),
        premier_exercice=EXERCICES[0],
        dernier_exercice=EXERCICES[-1],
    )
    for service in services[:2]:
        Hypothese.objects.create(
            scenario=scenario,
            nature="retrait",
            service=service,
            commune=commune,
            date_effet=date(2026, 7, 1),
        )
    return scenario


def relever() -> dict:
    deux, moteur = changer(COMMUNES, touches=2), moteur_seul()
    secondes, face_au_moteur = face_a(deux, moteur)
    toutes, toutes_face_au_moteur = face_a(changer(COMMUNES, touches=SERVICES), moteur)
    _, croissance = face_a(deux, changer(COMMUNES // 2, touches=2))
    with le_temps_de_mesurer():
        scenario = peupler()

        def lire_la_page():
            return construire_page(scenario, [], scenario.auteur)

        _, requetes = chronometrer(lire_la_page)
        page, page_face_au_moteur = face_a(lire_la_page, moteur)
    return {
        "secondes": secondes,
        "face_au_moteur": face_au_moteur,
        "tous_changes": toutes,
        "tous_changes_face_au_moteur": toutes_face_au_moteur,
        "deux_fois_plus_de_communes": croissance,
        "memoire_mo": memoire_au_pic(),
        "page": page,
        "page_face_au_moteur": page_face_au_moteur,
        "requetes": requetes,
    }


def main() -> None:
    releve = {nom: round(mesure, 2) for nom, mesure in relever().items()}
    garder("simulation", releve)
    ecrire(f"Simulation, {COMMUNES} communes × {SERVICES} services × {len(EXERCICES)} exercices")
    for nom, mesure in releve.items():
        ecrire(f"  {arrondi(mesure, 2):>8}  {nom.replace('_', ' ')}")
    ecrire(f"  secondes visées, page comprise : {SECONDES_VISEES}")
