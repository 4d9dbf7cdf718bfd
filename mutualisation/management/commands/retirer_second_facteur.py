from django.core.management.base import BaseCommand, CommandError

from gouvernance.models import Utilisateur
from mutualisation.acces.operations import retirer_depuis_le_serveur


class Command(BaseCommand):
    help = (
        "Retire le second facteur d’un compte, quand aucun autre administrateur ne peut le faire "
        "depuis le site : la personne en enregistre un à sa prochaine connexion."
    )

    def add_arguments(self, parser):
        parser.add_argument("nom", metavar="NOM", help="Nom d’utilisateur du compte.")

    def handle(self, *, nom, **options):
        try:
            compte = Utilisateur.objects.get(username=nom)
        except Utilisateur.DoesNotExist as erreur:
            raise CommandError(f"Aucun compte ne s’appelle « {nom} ».") from erreur
        retirer_depuis_le_serveur(compte)
        self.stdout.write(f"Le second facteur de {compte} est retiré.")
