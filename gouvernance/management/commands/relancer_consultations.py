from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gouvernance.consultations.relances import relancer
from gouvernance.models import Consultation


class Command(BaseCommand):
    help = (
        "Rappelle par courriel, une seule fois, aux communes consultées ce qu’elles ont encore "
        "à répondre : à lancer chaque matin par une minuterie."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--avant",
            type=int,
            metavar="JOURS",
            help="Seulement les réponses attendues d’ici ce nombre de jours.",
        )

    def handle(self, *, avant, **options):
        if avant is not None and avant < 0:
            raise CommandError("--avant attend un nombre de jours, au moins 0.")
        bilan = relancer(Consultation.objects.all(), settings.ADRESSE_DU_SITE, avant=avant)
        for niveau, phrase in bilan.phrases:
            if niveau == "warning":
                self.stderr.write(self.style.WARNING(phrase))
            elif niveau != "error":
                self.stdout.write(phrase)
        if bilan.refusees:
            raise CommandError(bilan.phrases[-1][1])
