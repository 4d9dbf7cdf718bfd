from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import import_string

from gouvernance.exercices.verrou import PUBLICATIONS
from mutualisation import verrous
from mutualisation.sauvegardes.fichiers import controler_une_interruption


class MutualisationConfig(AppConfig):
    name = "mutualisation"
    verbose_name = "Rapport annuel"
    refus_de_la_base = {
        "mutualisation_edition_figee": "Une édition publiée du rapport ne change plus.",
        "mutualisation_fichieredition_figee": (
            "Un fichier d’une édition publiée du rapport ne change plus."
        ),
    }

    def ready(self):
        pre_migrate.connect(verrous.retirer_avant_une_migration, sender=self)
        post_migrate.connect(verrous.reposer_apres, sender=self)
        checks.register(verrous.controler_les_verrous, checks.Tags.database)
        checks.register(controler_une_interruption, checks.Tags.files)
        import_string("mutualisation.securite.evenements.ecouter")()
        PUBLICATIONS.append(lambda: self.get_model("Edition").objects.annees())


class AdministrationConfig(admin.AdminConfig):
    # Sinon Django hésiterait entre les deux configurations de ce module.
    default = False
    default_site = "mutualisation.administration.Administration"
