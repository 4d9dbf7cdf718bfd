from pathlib import Path

from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format

from gouvernance.francais import accord, nombre
from mutualisation.sauvegardes.archives import SauvegardeRefusee
from mutualisation.sauvegardes.operations import Restauration, restaurer


class Command(BaseCommand):
    help = "Remet la base et les fichiers joints comme une sauvegarde les a pris."
    # La base à restaurer n'a peut-être encore aucune table.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument(
            "--remplacer",
            action="store_true",
            help="Remplace ce que contiennent la base et le dossier des fichiers.",
        )

    def handle(self, *, fichier, remplacer, **options):
        try:
            restauration = restaurer(fichier, remplacer=remplacer)
        except SauvegardeRefusee as erreur:
            raise CommandError(f"{erreur}\nLa base et les fichiers n’ont pas changé.") from erreur
        except OSError as erreur:
            raise CommandError(f"{erreur}.\nLa base et les fichiers n’ont pas changé.") from erreur
        self.raconter(restauration)

    def raconter(self, restauration: Restauration) -> None:
        manifeste = restauration.manifeste
        lignes, fichiers = sum(manifeste.etat.lignes.values()), len(manifeste.pieces) - 1
        date = date_format(timezone.localtime(manifeste.date), "j F Y à H:i")
        self.stdout.write(
            self.style.SUCCESS(
                f"Sauvegarde du {date} restaurée : {nombre(lignes)} {accord(lignes, 'ligne')} et "
                f"{nombre(fichiers)} {accord(fichiers, 'fichier joint', 'fichiers joints')}, "
                "comptes et déclencheurs conformes au manifeste."
            )
        )
        if restauration.migrations_a_passer:
            self.stdout.write("Le logiciel est plus récent : lancez « manage.py migrate ».")
            alertes = []
        else:
            alertes = [alerte.msg for alerte in checks.run_checks(databases=["default"])]
        if remarques := [*restauration.remarques, *alertes]:
            raise CommandError("\n".join(["Restauré, mais à regarder :", *remarques]), returncode=2)
