from django.apps import AppConfig


class ServicesCommunsConfig(AppConfig):
    name = "services_communs"
    verbose_name = "Services communs"
    refus_de_la_base = {
        "services_communs_adhesion_sans_chevauchement": (
            "Cette collectivité adhère déjà à ce service à ces dates."
        ),
    }
