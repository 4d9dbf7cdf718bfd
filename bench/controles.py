"""Tous les contrôles, à deux tailles : requêtes, secondes, et ceux qui coûtent le plus."""

from django.db import connection, transaction

from bench.mesurer import arrondi, chronometrer, ecrire
from bench.metropole import agrandir, multiplier_les_services, prolonger
from bench.pages import ANNEE, TAILLES
from gouvernance.models import Collectivite
from mutualisation.controles.lecture import lire_constats
from mutualisation.controles.registre import CONTROLES

SECONDES_VISEES = 5
MONTRES = 6


def mesurer(communes: int, services: int, exercices: int) -> tuple[float, int]:
    with transaction.atomic():
        agrandir(communes, ANNEE)
        multiplier_les_services(services, ANNEE)
        prolonger(exercices, ANNEE)
        duree, requetes = chronometrer(lire_constats)
        ecrire(
            f"\n{communes} communes, {services} services, {exercices} exercice(s), "
            f"{connection.vendor} : {len(CONTROLES)} contrôles, {len(lire_constats())} constats, "
            f"{requetes} requêtes, {arrondi(duree, 2)} s (visées : {SECONDES_VISEES} s)"
        )
        couts = {c.code: chronometrer(lambda c=c: list(c.constater())) for c in CONTROLES}
        for code, (secondes, nombre) in sorted(couts.items(), key=lambda cout: -cout[1][0])[
            :MONTRES
        ]:
            ecrire(f"  {arrondi(secondes, 2):>6} s  {nombre:3} requêtes  {code}")
        transaction.set_rollback(True)
    return duree, requetes


def main() -> None:
    assert Collectivite.objects.exists(), "Aucune donnée : lancez d’abord « make rapport »."
    (petite, peu), (grande, beaucoup) = [mesurer(*taille) for taille in TAILLES]
    ecrire(
        f"\nDe l’une à l’autre : {arrondi(grande / petite, 1)} fois la durée, "
        f"{beaucoup - peu} requêtes de plus."
    )
