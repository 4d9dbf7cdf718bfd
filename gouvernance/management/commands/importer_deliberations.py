from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from gouvernance.deliberations.import_scdl import enregistrer, preparer
from gouvernance.deliberations.lecture_scdl import TAILLE_MAXIMALE, FichierRefuse
from gouvernance.deliberations.phrases import phrase_de_l_import


class Command(BaseCommand):
    help = "Importe des délibérations d'un fichier au format SCDL 2.1, toutes ou aucune."

    def add_arguments(self, parser):
        parser.add_argument("chemin", type=Path, metavar="CHEMIN")
        parser.add_argument(
            "--apercu", action="store_true", help="Dit ce qui changerait, sans rien écrire."
        )

    def handle(self, *, chemin, apercu, **options):
        try:
            with chemin.open("rb") as fichier, transaction.atomic():
                prepare = preparer(fichier.read(TAILLE_MAXIMALE + 1))
                if not apercu and not prepare.fautes:
                    phrase = phrase_de_l_import(prepare)
                    enregistrer(prepare)
        except OSError as erreur:
            raise CommandError(f"{chemin} ne peut être lu : {erreur.strerror}.") from erreur
        except FichierRefuse as erreur:
            raise CommandError(f"Rien n’a été importé. {erreur}") from erreur
        for faute in prepare.fautes:
            self.stderr.write(str(faute))
        if prepare.fautes:
            raise CommandError("Rien n’a été importé : corrigez ces valeurs.")
        if apercu:
            self.dire_les_changements(prepare)
            phrase = f"Sans rien écrire. {phrase_de_l_import(prepare)}"
        self.stdout.write(self.style.SUCCESS(phrase))

    def dire_les_changements(self, prepare):
        for acte in prepare.changees:
            for changement in acte.changements:
                self.stdout.write(
                    f"Ligne {acte.ligne}, {changement.colonne} : "
                    f"{changement.avant} devient {changement.apres}"
                )
