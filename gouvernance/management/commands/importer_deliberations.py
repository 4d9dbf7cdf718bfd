from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gouvernance.deliberations.ressource import DeliberationRessource
from gouvernance.francais import INSECABLE, accord, enumerer, nombre
from gouvernance.imports.analyse import Analyse, analyser, appliquer
from gouvernance.imports.lecture import FichierIllisible, lire_tableau


class Command(BaseCommand):
    help = "Importe des délibérations d'un fichier au format SCDL 2.1, toutes ou aucune."

    def add_arguments(self, parser):
        parser.add_argument("chemin", type=Path, metavar="CHEMIN")
        parser.add_argument(
            "--apercu", action="store_true", help="Dit ce qui changerait, sans rien écrire."
        )

    def handle(self, *, chemin, apercu, **options):
        try:
            tableau = lire_tableau(chemin.read_bytes(), chemin.name)
        except OSError as erreur:
            raise CommandError(f"{chemin} ne peut être lu : {erreur.strerror}.") from erreur
        except FichierIllisible as erreur:
            raise CommandError(f"Rien n’a été importé. {erreur}") from erreur
        analyse = analyser(DeliberationRessource, tableau)
        self.refuser(analyse)
        phrase = compter(analyse)
        if apercu:
            self.dire_les_changements(analyse)
            phrase = f"Sans rien écrire. {phrase}"
        else:
            motif = f"Import de {chemin.name}"
            empreinte = analyse.empreinte
            appliquer(DeliberationRessource, tableau, auteur=None, motif=motif, empreinte=empreinte)
        self.stdout.write(self.style.SUCCESS(phrase))

    def refuser(self, analyse: Analyse) -> None:
        for faute in analyse.fautes:
            self.stderr.write(str(faute))
        for question in analyse.questions:
            noms = enumerer(f"« {candidat.libelle} »" for candidat in question.candidats)
            self.stderr.write(f"« {question.valeur} » peut être {noms} : écrivez le nom entier.")
        if not analyse.est_applicable:
            raise CommandError("Rien n’a été importé : corrigez ces valeurs.")

    def dire_les_changements(self, analyse: Analyse) -> None:
        for ligne in analyse.changements:
            for changement in ligne.changements:
                self.stdout.write(
                    f"Ligne {ligne.ligne}, {changement.colonne} : "
                    f"{changement.avant} devient {changement.apres}"
                )


def compter(analyse: Analyse) -> str:
    """« Import des délibérations : 12 créées, 1 changée et 3 inchangées. »"""
    comptes = [
        f"{nombre(n)}{INSECABLE}{accord(n, un, des)}"
        for n, un, des in [
            (analyse.nombre_creations, "créée", "créées"),
            (analyse.nombre_changements, "changée", "changées"),
            (analyse.inchangees, "inchangée", "inchangées"),
        ]
        if n
    ]
    return f"Import des délibérations{INSECABLE}: {enumerer(comptes)}."
