"""Tous les contrôles, à deux tailles, face au SQL brut qui lit les mêmes tables."""

from collections.abc import Callable

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from bench.mesurer import arrondi, ecrire, face_a, garder
from bench.metropole import agrandir, le_temps_de_mesurer, multiplier_les_services, prolonger
from bench.pages import ANNEE, TAILLES
from gouvernance.models import Collectivite
from mutualisation.controles.lecture import lire_constats
from mutualisation.controles.registre import CONTROLES

SECONDES_VISEES = 5
MONTRES = 6


def relever(code: str, appel: Callable) -> dict:
    """Un appel face au SQL brut qui lit, entières, les tables que cet appel interroge."""
    # Le journal des requêtes est borné : plein, il en oublierait.
    reset_queries()
    with CaptureQueriesContext(connection) as requetes:
        appel()
    textes = [requete["sql"] for requete in requetes.captured_queries]
    tables = [
        nom
        for nom in connection.introspection.table_names()
        if any(f'"{nom}"' in texte for texte in textes)
    ]

    def lire_les_tables() -> None:
        with connection.cursor() as curseur:
            for nom in tables:
                curseur.execute(f"SELECT * FROM {connection.ops.quote_name(nom)}")  # noqa: S608
                curseur.fetchall()

    secondes, rapport = face_a(appel, lire_les_tables)
    return {
        "code": code,
        "requetes": len(textes),
        "secondes": round(secondes, 4),
        "rapport": round(rapport, 1),
    }


def mesurer(communes: int, services: int, exercices: int) -> dict:
    with le_temps_de_mesurer():
        agrandir(communes, ANNEE)
        multiplier_les_services(services, ANNEE)
        prolonger(exercices, ANNEE)
        tous = relever("tous", lire_constats)
        un_a_un = [relever(c.code, lambda c=c: list(c.constater())) for c in CONTROLES]
    ecrire(
        f"\n{communes} communes, {services} services, {exercices} exercice(s), "
        f"{connection.vendor} : {len(CONTROLES)} contrôles, {tous['requetes']} requêtes, "
        f"{arrondi(tous['secondes'], 2)} s (visées : {SECONDES_VISEES} s), "
        f"{arrondi(tous['rapport'], 1)} fois le SQL brut"
    )
    for cout in sorted(un_a_un, key=lambda cout: -cout["secondes"])[:MONTRES]:
        ecrire(
            f"  {arrondi(cout['secondes'], 2):>6} s  {cout['requetes']:3} requêtes  {cout['code']}"
        )
    return {"communes": communes, "controles": [tous, *un_a_un]}


def main() -> None:
    assert Collectivite.objects.exists(), "Aucune donnée : lancez d’abord « make rapport »."
    garder("controles", [mesurer(*taille) for taille in TAILLES])
