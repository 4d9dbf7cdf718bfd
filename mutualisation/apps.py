from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from gouvernance.exercices.declencheurs import (
    poser_les_verrous,
    retirer_les_verrous,
    verrous_poses,
)


class MutualisationConfig(AppConfig):
    name = "mutualisation"
    verbose_name = "Rapport annuel"

    def ready(self):
        pre_migrate.connect(self.retirer_les_verrous, sender=self)
        post_migrate.connect(self.reposer_les_verrous, sender=self)

    def retirer_les_verrous(self, using, plan, **options):
        """Une migration change librement les tables, celles d'un exercice clos comprises."""
        if plan:
            retirer_les_verrous(connections[using], verrous_poses(connections[using]))

    def reposer_les_verrous(self, using, **options):
        """Sauf si les migrations s'arrêtent avant la dernière."""
        connexion = connections[using]
        modeles = [modele for modele in apps.get_models() if modele._meta.managed]
        tables = {modele._meta.db_table for modele in modeles}
        if tables <= set(connexion.introspection.table_names()):
            poser_les_verrous(connexion, modeles)


class AdministrationConfig(admin.AdminConfig):
    # Sinon Django hésiterait entre les deux configurations de ce module.
    default = False
    default_site = "mutualisation.administration.Administration"
