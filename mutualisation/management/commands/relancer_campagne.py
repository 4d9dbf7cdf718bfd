from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mutualisation.campagne.relances import relancer
from mutualisation.models import Rapport


class Command(BaseCommand):
    help = (
        "Relance par courriel ceux qui n’ont pas rendu leur fiche, une fois par jour au plus : "
        "à lancer chaque matin par une minuterie."
    )

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument(
            "--avant",
            type=int,
            metavar="JOURS",
            help="Seulement les fiches attendues d’ici ce nombre de jours, ou en retard.",
        )

    def handle(self, *, annee, avant, **options):
        if avant is not None and avant < 0:
            raise CommandError("--avant attend un nombre de jours, au moins 0.")
        try:
            bilan = relancer(annee, settings.ADRESSE_DU_SITE, avant=avant)
        except Rapport.DoesNotExist as erreur:
            raise CommandError(f"Aucune campagne n’est ouverte pour {annee}.") from erreur
        for niveau, phrase in bilan.phrases:
            if niveau == "warning":
                self.stderr.write(self.style.WARNING(phrase))
            elif niveau != "error":
                self.stdout.write(phrase)
        if bilan.refusees:
            raise CommandError(bilan.phrases[-1][1])
