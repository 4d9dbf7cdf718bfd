from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from gouvernance.francais import accord, nombre
from gouvernance.historique import ecriture
from gouvernance.historique.suivi import est_suivi, pour_motif

MOTIF = "État à la mise en service de l’historique"


class Command(BaseCommand):
    help = "Note l’état présent des objets dont l’historique n’a encore aucune ligne."

    @transaction.atomic
    def handle(self, **options):
        notes = 0
        with pour_motif(MOTIF):
            for modele in apps.get_models():
                if not est_suivi(modele) or modele._meta.proxy:
                    continue
                connus = modele.historique.values("id")
                inconnus = modele._base_manager.exclude(pk__in=connus).order_by("pk")
                pks = list(inconnus.values_list("pk", flat=True))
                ecriture.noter(modele, pks, "+")
                notes += len(pks)
        lignes = accord(notes, "objet entre", "objets entrent")
        self.stdout.write(f"{nombre(notes)} {lignes} dans l’historique.")
