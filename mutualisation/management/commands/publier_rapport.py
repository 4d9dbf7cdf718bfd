from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord
from mutualisation.models import Edition, Production, Rapport
from mutualisation.productions.taches import produire
from mutualisation.rapport.editions import derniere_edition, lire_edition
from mutualisation.rapport.publication import (
    PublicationRefusee,
    RienDeNeuf,
    demander_publication,
    preparer,
)


class Command(BaseCommand):
    help = "Vérifie le rapport d'une année, le publie et le fige."

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument(
            "--motif", default="", help="Ce qui motive une correction ; obligatoire pour elle."
        )
        parser.add_argument(
            "--premiere",
            action="store_true",
            help="Ne fait rien si l'année a déjà une édition.",
        )

    def handle(self, *, annee, motif, premiere, **options):
        if premiere and (edition := derniere_edition(annee)):
            self.stdout.write(f"{edition} : déjà publiée.")
            return
        try:
            self.annoncer(publier(annee, motif))
        except RienDeNeuf as refus:
            self.stdout.write(refus.message)
        except PublicationRefusee as refus:
            raise CommandError(
                "\n".join([f"Le rapport {annee} n’est pas publié.", *refus.messages])
            ) from refus

    def annoncer(self, edition: Edition) -> None:
        nombre = len(edition.manifeste)
        fichiers = f"{nombre} {accord(nombre, 'fichier figé', 'fichiers figés')}"
        self.stdout.write(self.style.SUCCESS(f"{edition} : publiée, {fichiers}."))


def publier(annee: int, motif: str) -> Edition:
    """Publie ce qui vient d'être vérifié, sans attendre l'exécutant s'il y en a un."""
    try:
        rapport = Rapport.objects.get(annee=annee)
    except Rapport.DoesNotExist as erreur:
        raise CommandError(f"Aucun rapport n’est ouvert pour {annee}.") from erreur
    vue = preparer(annee).empreinte
    production = demander_publication(rapport, par=None, motif=motif, empreinte=vue)
    produire.call(str(production.pk))
    production.refresh_from_db()
    if production.etat == Production.Etat.ECHOUEE:
        raise CommandError(production.raison)
    if production.etat != Production.Etat.FAITE:
        raise CommandError(
            "Cette édition est déjà en cours de publication. Si ce travail s’est arrêté, "
            "relancez la commande dans une minute."
        )
    return lire_edition(annee, production.parametres["edition"])
