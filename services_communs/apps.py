from django.apps import AppConfig


class ServicesCommunsConfig(AppConfig):
    name = "services_communs"
    verbose_name = "Services communs"
