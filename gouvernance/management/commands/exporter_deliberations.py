from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gouvernance.deliberations.scdl import composer_csv, lire_export
from gouvernance.francais import accord, enumerer, nombre
from gouvernance.models import Deliberation


class Command(BaseCommand):
    help = "Écrit les délibérations dans un fichier au format SCDL 2.1."

    def add_arguments(self, parser):
        parser.add_argument("chemin", type=Path, metavar="CHEMIN")
        parser.add_argument("--annee", type=int, help="Celles d'une année ; par défaut toutes.")
        parser.add_argument(
            "--completes",
            action="store_true",
            help="Écarte les délibérations incomplètes au lieu de refuser d'écrire.",
        )

    def handle(self, *, chemin, annee, completes, **options):
        actes = Deliberation.objects.all()
        export = lire_export(actes.filter(date__year=annee) if annee else actes)
        for ligne in export.incompletes:
            self.stderr.write(f"{ligne.deliberation} : il manque {enumerer(ligne.manques)}.")
        if export.incompletes and not completes:
            raise CommandError("Rien n’a été écrit. Complétez, ou relancez avec --completes.")
        if not export.completes:
            raise CommandError("Rien n’a été écrit : aucune délibération complète.")
        try:
            chemin.write_text(composer_csv(export.completes), encoding="utf-8", newline="")
        except OSError as erreur:
            raise CommandError(f"{chemin} ne peut être écrit : {erreur.strerror}.") from erreur
        total = len(export.completes)
        ecrites = accord(total, "délibération écrite", "délibérations écrites")
        self.stdout.write(self.style.SUCCESS(f"{nombre(total)} {ecrites} dans {chemin}."))
