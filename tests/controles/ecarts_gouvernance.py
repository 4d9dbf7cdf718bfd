"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from datetime import date

from gouvernance.models import Schema
from tests.fabriques import (
    creer_commune,
    creer_deliberation,
    creer_mandature,
    creer_population,
    creer_sieges,
    creer_texte,
    metropole,
)
from tests.fabriques_gouvernance import creer_instance, creer_pacte, creer_seance


def populations(total: int):
    creer_population(collectivite=metropole(), municipale=total)
    for municipale in [1_000, 2_000]:
        creer_population(collectivite=creer_commune(), municipale=municipale)


def sieges(*nombres: int):
    """Communes de même population : le droit commun leur donne autant de sièges."""
    mandature = creer_mandature()
    for nombre in nombres:
        commune = creer_commune()
        creer_population(collectivite=commune, millesime=2016, en_vigueur=2019, municipale=100_000)
        creer_sieges(mandature=mandature, commune=commune, nombre=nombre)


def mandatures(fin: date):
    creer_mandature()
    creer_mandature(nom="2014-2020", date_debut=date(2014, 4, 1), date_fin=fin)


def deliberation(jour: date):
    creer_deliberation(seance=creer_seance(jour=date(2021, 3, 25)), date=jour)


def schema(annee_debut: int):
    Schema.objects.create(
        nom="Schéma 2018-2020",
        annee_debut=annee_debut,
        annee_fin=2020,
        deliberation=creer_deliberation(),
    )


def mandature_et_sieges(repartis: bool):
    mandature = creer_mandature()
    if repartis:
        creer_sieges(mandature=mandature)


def installation(jour: date):
    creer_mandature()
    creer_seance(instance=creer_instance(nature="conseil"), jour=jour)


def conseil(effectif: int):
    creer_sieges(nombre=86)
    creer_instance(nature="conseil", effectif=effectif)


def pacte(jour: date):
    creer_pacte().actes.add(creer_deliberation(date=jour))


ECARTS = {
    "populations": (lambda: populations(3_001), lambda: populations(3_000)),
    "sieges": (lambda: sieges(31, 32), lambda: sieges(32, 32)),
    "mandatures": (
        lambda: mandatures(date(2020, 7, 14)),
        lambda: mandatures(date(2020, 7, 15)),
    ),
    "mandatures-sans-sieges": (
        lambda: mandature_et_sieges(repartis=False),
        lambda: mandature_et_sieges(repartis=True),
    ),
    "deliberations-et-seances": (
        lambda: deliberation(date(2021, 3, 24)),
        lambda: deliberation(date(2021, 3, 25)),
    ),
    "schemas-et-actes": (lambda: schema(2017), lambda: schema(2018)),
    "seances-et-instances": (
        lambda: creer_seance(instance=creer_instance(date_debut=date(2021, 3, 26))),
        lambda: creer_seance(instance=creer_instance(date_debut=date(2021, 3, 25))),
    ),
    "installation": (
        lambda: installation(date(2020, 7, 17)),
        lambda: installation(date(2020, 7, 16)),
    ),
    "effectif-du-conseil": (lambda: conseil(85), lambda: conseil(86)),
    "actes-et-mandature": (lambda: pacte(date(2019, 9, 17)), lambda: pacte(date(2020, 9, 17))),
    "references-remplacees": (
        lambda: creer_texte(evolution="Abrogé en 2019."),
        lambda: creer_texte(),
    ),
}
