from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord
from mutualisation.models import Rapport
from mutualisation.rapport import pdf
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.rapport.rendu import ecrire_d_un_coup, rendre_html

RENDUS = {
    "html": lambda rapport: rendre_html(rapport).encode(),
    "pdf": lambda rapport: pdf.rendre_pdf(rendre_html(rapport)),
}


class Command(BaseCommand):
    help = "Exporte le rapport annuel de mutualisation dans un fichier."

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument("chemin", type=Path, metavar="CHEMIN")
        parser.add_argument("--format", choices=sorted(RENDUS), default="pdf")

    def handle(self, *, annee, chemin, format, **options):
        if not chemin.parent.is_dir():
            raise CommandError(f"Le dossier {chemin.parent} n’existe pas.")
        if chemin.is_dir():
            raise CommandError(f"{chemin} est un dossier : ajoutez un nom de fichier.")
        try:
            rapport = construire_rapport(annee)
            ecrire_d_un_coup(chemin, RENDUS[format](rapport))
        except Rapport.DoesNotExist as erreur:
            raise CommandError(f"Aucun rapport n’est ouvert pour {annee}.") from erreur
        except ErreurDeRendu as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raise CommandError(f"Impossible d’écrire {chemin}.") from erreur
        self.annoncer_les_ecarts(rapport)
        self.stdout.write(self.style.SUCCESS(f"Rapport {annee} écrit dans {chemin}"))

    def annoncer_les_ecarts(self, rapport: ContenuRapport) -> None:
        nombre = len(rapport.methode.ecarts)
        if nombre:
            ecarts = accord(nombre, "chiffre annoncé s’écarte", "chiffres annoncés s’écartent")
            message = f"{nombre} {ecarts} des données : voir la note de méthode."
            self.stderr.write(self.style.WARNING(message))
