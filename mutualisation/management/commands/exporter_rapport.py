import errno
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord
from mutualisation.models import Edition, FichierEdition, Rapport
from mutualisation.rapport import pdf
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.donnees import en_json
from mutualisation.rapport.donnees_ouvertes import composer_archive
from mutualisation.rapport.editions import (
    ARCHIVE,
    ARCHIVE_DES_FICHES,
    DOCUMENT,
    DONNEES,
    FICHES,
    PDF,
    derniere_edition,
    fichier,
    lire_edition,
)
from mutualisation.rapport.fiches import (
    CommuneAbsente,
    chercher_commune,
    composer_fiches,
    extraire_fiche,
    rendre_fiches,
)
from mutualisation.rapport.formes import composer_fichiers, composer_pdf
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.rapport.rendu import ecrire_d_un_coup, rendre_html

# Format : le fichier figé d'une édition, et ce qui le compose pour un projet.
FORMATS: dict[str, tuple[str, Callable[[ContenuRapport], bytes]]] = {
    "pdf": (PDF, lambda contenu: composer_pdf(contenu, composer_fichiers(contenu))),
    "html": (DOCUMENT, lambda contenu: rendre_html(contenu).encode()),
    "zip": (ARCHIVE, composer_archive),
    "json": (DONNEES, en_json),
}
TOUTES = "toutes"
RAISONS = {
    errno.EACCES: "vous n’avez pas le droit d’y écrire",
    errno.EROFS: "ce disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.ENAMETOOLONG: "ce nom est trop long",
}


class Command(BaseCommand):
    help = "Écrit dans un fichier l'édition publiée d'un rapport, ou le projet s'il n'y en a pas."

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument("chemin", type=Path, metavar="CHEMIN")
        parser.add_argument("--format", choices=FORMATS, default="pdf")
        parser.add_argument(
            "--edition", type=int, metavar="N", help="Par défaut, la dernière de l'année."
        )
        parser.add_argument(
            "--commune",
            metavar="INSEE",
            help="La fiche de cette commune, en PDF. « toutes » : un seul PDF, ou un PDF par "
            "commune si CHEMIN se termine par .zip.",
        )

    def handle(self, *, annee, chemin, format, edition, commune=None, **options):
        if commune and format != "pdf":
            raise CommandError("Une fiche de commune s’exporte sans --format.")
        if not chemin.parent.is_dir():
            raise CommandError(f"Le dossier {chemin.parent} n’existe pas.")
        if chemin.is_dir():
            raise CommandError(f"{chemin} est un dossier : ajoutez un nom de fichier.")
        publiee = chercher(annee, edition)
        try:
            if commune:
                octets = fiche(annee, publiee, commune, est_un_zip=chemin.suffix == ".zip")
            else:
                octets = lire(publiee, format) if publiee else self.composer(annee, format)
            ecrire_d_un_coup(chemin, octets)
        except Rapport.DoesNotExist as erreur:
            raise CommandError(f"Aucun rapport n’est ouvert pour {annee}.") from erreur
        except CommuneAbsente as erreur:
            raise CommandError(
                f"Le rapport {annee} n’a pas de fiche pour la commune {commune}."
            ) from erreur
        except FichierEdition.DoesNotExist as erreur:
            raise CommandError(f"{publiee} n’a pas de fiches de communes.") from erreur
        except ErreurDeRendu as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raison = RAISONS.get(erreur.errno, erreur.strerror)
            raise CommandError(f"Impossible d’écrire {chemin} : {raison}.") from erreur
        quoi = publiee or f"Projet de rapport {annee}"
        self.stdout.write(self.style.SUCCESS(f"{quoi} : {chemin} est écrit."))

    def composer(self, annee: int, format: str) -> bytes:
        contenu = construire_rapport(annee)
        nombre = len(contenu.methode.ecarts)
        if nombre:
            ecarts = accord(nombre, "chiffre annoncé s’écarte", "chiffres annoncés s’écartent")
            message = f"{nombre} {ecarts} des données : voir la note de méthode."
            self.stderr.write(self.style.WARNING(message))
        return FORMATS[format][1](contenu)


def chercher(annee: int, numero: int | None) -> Edition | None:
    """L'édition demandée, sinon la dernière, sinon rien : le projet sera écrit."""
    if numero is None:
        return derniere_edition(annee)
    try:
        return lire_edition(annee, numero)
    except Edition.DoesNotExist as erreur:
        raise CommandError(f"Le rapport {annee} n’a pas d’édition {numero}.") from erreur


def fiche(annee: int, edition: Edition | None, commune: str, *, est_un_zip: bool) -> bytes:
    """Fiche d'une commune, ou toutes. Lève `CommuneAbsente`."""
    if edition and commune != TOUTES:
        return extraire_fiche(fichier(edition, ARCHIVE_DES_FICHES).octets, commune)[1]
    nom = ARCHIVE_DES_FICHES if est_un_zip else FICHES
    if edition:
        return fichier(edition, nom).octets
    contenu = construire_rapport(annee)
    if commune != TOUTES:
        return pdf.rendre_pdf(rendre_fiches(contenu, [chercher_commune(contenu, commune)]))
    fiches = composer_fiches(contenu)
    if not fiches:
        raise CommandError(f"Aucune commune n’est membre à la fin de {annee}.")
    return fiches[nom]


def lire(edition: Edition, format: str) -> bytes:
    return fichier(edition, FORMATS[format][0]).octets
