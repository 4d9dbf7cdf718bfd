"""Aucun contrôle ne demande plus de requêtes quand la métropole et ses années grandissent."""

from bench.metropole import agrandir, multiplier_les_services, prolonger, valoriser
from mutualisation.controles.registre import CONTROLES


def test_chaque_controle_a_un_nombre_de_requetes_constant(donnees, requetes):
    avant = {c.code: requetes(lambda c=c: list(c.constater())) for c in CONTROLES}
    agrandir(46, 2020)
    multiplier_les_services(40, 2020)
    prolonger(5, 2020)
    valoriser(5, 2020)

    apres = {c.code: requetes(lambda c=c: list(c.constater())) for c in CONTROLES}

    assert apres == avant
