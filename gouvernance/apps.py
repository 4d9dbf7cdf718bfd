from django.apps import AppConfig
from django.db.backends.signals import connection_created

from gouvernance import mise_a_plat, trigrammes


class GouvernanceConfig(AppConfig):
    name = "gouvernance"
    verbose_name = "Gouvernance"

    def ready(self):
        connection_created.connect(mise_a_plat.apprendre_a_sqlite)
        connection_created.connect(trigrammes.apprendre_a_sqlite)
