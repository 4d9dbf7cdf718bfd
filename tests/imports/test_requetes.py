"""Le nombre de requêtes ne suit pas le nombre de lignes : ni à l'aperçu, ni à l'écriture."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gouvernance.imports.analyse import analyser, appliquer
from services_communs.ressources import AdhesionRessource, MesureRessource
from tests.fabriques import creer_commune, creer_indicateur, creer_service
from tests.imports.tableaux import tableau

pytestmark = pytest.mark.django_db


def mesures(nombre: int) -> list[dict]:
    indicateur = creer_indicateur()
    ligne = {"Domaine": indicateur.domaine.code, "Indicateur": indicateur.libelle}
    return [ligne | {"Année": 2000 + rang, "Valeur": rang} for rang in range(nombre)]


def adhesions(nombre: int) -> list[dict]:
    ligne = {"Service": creer_service().nom, "Date de début": "01/01/2020"}
    return [ligne | {"Collectivité": creer_commune().nom} for _ in range(nombre)]


def compter(appel) -> int:
    with CaptureQueriesContext(connection) as capture:
        appel()
    return len(capture)


@pytest.mark.parametrize(
    ("ressource", "lignes"), [(MesureRessource, mesures), (AdhesionRessource, adhesions)]
)
def test_requetes_constantes(ressource, lignes):
    une, beaucoup = tableau(*lignes(1)), tableau(*lignes(40))
    analyser(ressource, une)

    assert compter(lambda: analyser(ressource, beaucoup)) == compter(
        lambda: analyser(ressource, une)
    )
    ecrites = [
        compter(lambda c=contenu: appliquer(ressource, c, auteur=None, motif=""))
        for contenu in [une, beaucoup]
    ]
    assert ecrites[0] == ecrites[1]
    assert compter(lambda: analyser(ressource, beaucoup)) == compter(
        lambda: analyser(ressource, une)
    )
