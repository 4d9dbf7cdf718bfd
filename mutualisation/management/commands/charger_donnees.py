from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord, enumerer, nombre
from mutualisation.chargement import (
    JEUX,
    Bilan,
    Conduite,
    ConflitsDeChargement,
    ErreurDeChargement,
    Sort,
    charger,
)


def phrase(bilan: Bilan) -> str:
    """« reference/01_communes.jsonl : 24 créées et 1 inchangée »."""
    comptes = [
        f"{nombre(bilan.sorts[sort])} {accord(bilan.sorts[sort], sort)}"
        for sort in Sort
        if bilan.sorts[sort]
    ]
    return f"{bilan.fichier} : {enumerer(comptes) or 'aucune ligne'}"


class Command(BaseCommand):
    help = "Charge les données livrées, toutes ou aucune ; se relance sans dommage."

    def add_arguments(self, parser):
        parser.add_argument(
            "jeux", nargs="*", metavar="JEU", help=f"Par défaut : {enumerer(JEUX)}."
        )
        parser.add_argument(
            "--dossier",
            type=Path,
            default=settings.RACINE / "fixtures",
            help="Dossier des jeux, un sous-dossier chacun ; par défaut celui du projet.",
        )
        conduites = parser.add_mutually_exclusive_group()
        conduites.add_argument(
            "--garder",
            action="store_const",
            dest="conduite",
            const=Conduite.GARDER,
            default=Conduite.REFUSER,
            help="Laisse telles quelles les lignes modifiées ou supprimées ici.",
        )
        conduites.add_argument(
            "--ecraser",
            action="store_const",
            dest="conduite",
            const=Conduite.ECRASER,
            default=Conduite.REFUSER,
            help="Revient aux données livrées pour les lignes modifiées ou supprimées ici.",
        )

    def handle(self, *, jeux, dossier, conduite, verbosity, **options):
        try:
            bilans = charger(dossier, jeux or JEUX, conduite)
        except ConflitsDeChargement as erreur:
            raise CommandError(
                f"Rien n’a été chargé : des lignes ont été modifiées ici.\n{erreur}\n"
                "Relancez avec --garder pour les laisser, ou --ecraser pour les remplacer."
            ) from erreur
        except ErreurDeChargement as erreur:
            raise CommandError(f"Rien n’a été chargé.\n{erreur}") from erreur
        if verbosity:
            for bilan in bilans:
                self.stdout.write(phrase(bilan))
            total = sum(bilan.sorts.total() for bilan in bilans)
            lignes = accord(total, "ligne lue", "lignes lues")
            self.stdout.write(self.style.SUCCESS(f"{nombre(total)} {lignes}."))
