from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import import_string

from gouvernance import mise_a_plat, trigrammes


class GouvernanceConfig(AppConfig):
    name = "gouvernance"
    verbose_name = "Gouvernance"
    refus_de_la_base = {
        "gouvernance_mandat_sans_chevauchement": (
            "Cette personne exerce déjà cette fonction à ces dates."
        ),
        "gouvernance_mandat_un_president_a_la_fois": "La métropole n’a qu’un président à la fois.",
        "gouvernance_membreinstance_sans_chevauchement": (
            "Cette personne siège déjà dans cette instance à ces dates."
        ),
        "gouvernance_membreinstance_un_president_a_la_fois": (
            "L’instance n’a qu’un président à la fois."
        ),
    }

    def ready(self):
        connection_created.connect(mise_a_plat.apprendre_a_sqlite)
        connection_created.connect(trigrammes.apprendre_a_sqlite)
        # Son module définit un modèle : il ne s'importe qu'une fois les applications prêtes.
        import_string("gouvernance.historique.suppressions.suivre_les_suppressions")()
