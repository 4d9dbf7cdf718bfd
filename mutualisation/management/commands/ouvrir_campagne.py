from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from mutualisation.campagne.operations import ouvrir_campagne


class Command(BaseCommand):
    help = (
        "Ouvre la campagne d’une année : son rapport, et une fiche par domaine à partir de "
        "l’année d’avant. Relancée, complète sans rien écraser."
    )

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument(
            "--echeance",
            metavar="AAAA-MM-JJ",
            help="Jour où les fiches sont attendues.",
        )

    def handle(self, *, annee, echeance, **options):
        try:
            ouverture = ouvrir_campagne(annee, lire_jour(echeance) if echeance else None)
        except ValidationError as erreur:
            raise CommandError(" ".join(erreur.messages)) from erreur
        self.stdout.write(self.style.SUCCESS(ouverture.phrase))


def lire_jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise CommandError(f"L’échéance « {texte} » s’écrit AAAA-MM-JJ.") from erreur
