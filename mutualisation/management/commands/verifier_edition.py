from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord
from mutualisation.models import Edition
from mutualisation.rapport.editions import lire_edition
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.rapport.verification import Verification, verifier


class Command(BaseCommand):
    help = "Vérifie les empreintes d'une édition publiée et la rend de nouveau, à l'identique."

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument(
            "--edition", type=int, metavar="N", help="Par défaut, la dernière de l'année."
        )

    def handle(self, *, annee, edition, **options):
        try:
            verification = verifier(lire_edition(annee, edition))
        except Edition.DoesNotExist as erreur:
            nom = f"d’édition {edition}" if edition is not None else "d’édition"
            raise CommandError(f"Le rapport {annee} n’a pas {nom}.") from erreur
        except ErreurDeRendu as erreur:
            raise CommandError(f"Le PDF n’a pas pu être rendu de nouveau. {erreur}") from erreur
        self.annoncer(verification)

    def annoncer(self, verification: Verification) -> None:
        edition = verification.edition
        for remarque in verification.remarques:
            self.stderr.write(self.style.WARNING(remarque))
        if verification.fautes:
            raise CommandError("\n".join([f"{edition} : en défaut.", *verification.fautes]))
        nombre = verification.fichiers
        fichiers = f"{nombre} {accord(nombre, 'fichier conforme', 'fichiers conformes')}"
        rendu = (
            "le logiciel a changé depuis la publication, l’édition n’est pas en cause"
            if verification.remarques
            else "un nouveau rendu donne les mêmes octets"
        )
        self.stdout.write(self.style.SUCCESS(f"{edition} : {fichiers} au manifeste ; {rendu}."))
