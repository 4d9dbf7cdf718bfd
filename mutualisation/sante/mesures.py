"""Les mesures que relève Prometheus : celles des requêtes, et celles de l'application."""

import os
from collections.abc import Iterator

from django.db.models import Count
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from mutualisation.models import Production
from mutualisation.sante.contenu import Sante, lire_sante


class Application:
    """Lue dans la base à chaque relevé : elle vaut pour tous les processus."""

    def __init__(self, sante: Sante):
        self.sante = sante

    def collect(self) -> Iterator[Metric]:
        points = GaugeMetricFamily(
            "mutualisation_sante", "1 si ce point du service est bon, 0 sinon.", labels=["point"]
        )
        for nom, point in self.sante.points.items():
            points.add_metric([nom], float(point.est_bon))
        yield points
        if not (self.sante.base.est_bon and self.sante.migrations.est_bon):
            return
        productions = GaugeMetricFamily(
            "mutualisation_productions", "Productions gardées, par état.", labels=["etat"]
        )
        nombres = dict(Production.objects.order_by().values_list("etat").annotate(Count("pk")))
        for etat in Production.Etat.values:
            productions.add_metric([etat], nombres.get(etat, 0))
        yield productions


def relever() -> bytes:
    application = CollectorRegistry(auto_describe=False)
    application.register(Application(lire_sante()))
    return generate_latest(requetes_servies()) + generate_latest(application)


def requetes_servies() -> CollectorRegistry:
    """Celles de tous les processus de cette machine, s'ils écrivent dans un même dossier."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    reunies = CollectorRegistry()
    MultiProcessCollector(reunies)
    return reunies
