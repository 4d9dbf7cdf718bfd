from django.apps import AppConfig
from django.contrib.admin import apps as admin


class MutualisationConfig(AppConfig):
    name = "mutualisation"
    verbose_name = "Rapport annuel"


class AdministrationConfig(admin.AdminConfig):
    # Sinon Django hésiterait entre les deux configurations de ce module.
    default = False
    default_site = "mutualisation.administration.Administration"
