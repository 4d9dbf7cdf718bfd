from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord, nombre
from mutualisation.sauvegardes.archives import Manifeste, SauvegardeRefusee, verifier
from mutualisation.sauvegardes.fichiers import dossier_des_fichiers, manquants
from mutualisation.sauvegardes.operations import sauvegarder, tourner


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers joints dans une archive, aussitôt relue."

    def add_arguments(self, parser):
        parser.add_argument(
            "cible",
            nargs="?",
            default=Path(),
            type=Path,
            metavar="CIBLE",
            help="Un fichier, ou un dossier où l'archive prend l'heure pour nom ; "
            "par défaut le dossier courant.",
        )
        parser.add_argument(
            "--garder",
            type=int,
            metavar="N",
            help="N'en garde que les N plus récentes du dossier, une fois la nouvelle relue.",
        )
        parser.add_argument(
            "--verifier",
            action="store_true",
            help="N'écrit rien : relit l'archive CIBLE, et toutes ses empreintes.",
        )

    def handle(self, *, cible, garder, **options):
        if garder is not None and (garder < 1 or not cible.is_dir() or options["verifier"]):
            raise CommandError("--garder demande un nombre d’au moins 1, et un dossier pour cible.")
        try:
            if options["verifier"]:
                self.raconter(cible, verifier(cible))
                return
            self.raconter(*sauvegarder(cible))
            if garder is not None:
                for ancienne in tourner(cible, garder):
                    self.stdout.write(f"{ancienne} : effacée.")
        except SauvegardeRefusee as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raise CommandError(f"La sauvegarde a échoué : {erreur}.") from erreur

    def raconter(self, chemin: Path, manifeste: Manifeste) -> None:
        lignes, fichiers = sum(manifeste.etat.lignes.values()), len(manifeste.pieces) - 1
        for absent in manquants(manifeste):
            self.stderr.write(
                self.style.WARNING(f"{absent} : cité par la base, absent des fichiers joints.")
            )
        if dossier_des_fichiers() is None:
            self.stderr.write(
                self.style.WARNING("Les fichiers joints sont sur un stockage distant, hors de là.")
            )
        self.stdout.write(
            self.style.SUCCESS(
                f"{chemin} : {nombre(lignes)} {accord(lignes, 'ligne')} et {nombre(fichiers)} "
                f"{accord(fichiers, 'fichier joint', 'fichiers joints')}, "
                f"{nombre(chemin.stat().st_size)} octets, toutes empreintes conformes."
            )
        )
