"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from datetime import date

from tests.fabriques import creer_commune, creer_etape, creer_population


def population(**valeurs):
    creer_population(**valeurs)


def population_absente(entree: date):
    creer_population(collectivite=creer_commune(date_debut=date(2010, 1, 1)))
    creer_commune(date_debut=entree)


def etape(nombre: int, **valeurs):
    creer_commune()
    creer_etape(nombre_communes=nombre, **valeurs)


def etape_sans_membre(nombre: int):
    """Un syndicat d'avant la métropole compte les communes qu'il réunit."""
    reunies = [creer_commune(date_debut=date(2018, 1, 1)) for _ in range(2)]
    creer_etape(date=date(1966, 1, 1), nombre_communes=nombre).communes.set(reunies)


def entree(annee: int):
    commune = creer_commune(date_debut=date(2004, 1, 1), precision_debut="annee")
    creer_etape(date=date(1966, 1, 1)).communes.add(commune)
    creer_etape(date=date(annee, 6, 1)).communes.add(commune)


def fusion(fin: date):
    nouvelle = creer_commune(date_debut=date(2019, 2, 28))
    creer_commune(successeur=nouvelle, date_fin=fin)


def trois_communes(longitude: float):
    for place in [5.0, 5.1, longitude]:
        creer_commune(latitude=47.3, longitude=place)


ECARTS = {
    "millesimes": (
        lambda: population(millesime=2018, en_vigueur=2020),
        lambda: population(millesime=2018, en_vigueur=2021),
    ),
    "populations-manquantes": (
        lambda: population_absente(date(2021, 12, 31)),
        lambda: population_absente(date(2022, 1, 1)),
    ),
    "etapes": (
        lambda: [etape(99), etape_sans_membre(3)],
        lambda: [etape(1), etape_sans_membre(2)],
    ),
    "entrees": (lambda: entree(2005), lambda: entree(2004)),
    "communes-nouvelles": (
        lambda: fusion(date(2019, 2, 28)),
        lambda: fusion(date(2019, 2, 27)),
    ),
    "coordonnees": (lambda: trois_communes(50.1), lambda: trois_communes(5.2)),
}
