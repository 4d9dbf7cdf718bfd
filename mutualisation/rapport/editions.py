"""Éditions publiées d'un rapport : ce qui a été figé, relu tel quel."""

from mutualisation.models import Edition, FichierEdition
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.donnees import depuis_json

DONNEES = "donnees.json"
DOCUMENT = "rapport.html"
LECTURE = "lecture.html"
PDF = "rapport.pdf"
ARCHIVE = "donnees.zip"
FICHES = "fiches.pdf"
ARCHIVE_DES_FICHES = "fiches.zip"


def derniere_edition(annee: int) -> Edition | None:
    return Edition.objects.de_l_annee(annee).first()


def lire_edition(annee: int, numero: int | None = None) -> Edition:
    """Cette édition, ou la dernière de l'année. Lève `Edition.DoesNotExist`."""
    editions = Edition.objects.de_l_annee(annee)
    if numero is not None:
        return editions.get(numero=numero)
    edition = editions.first()
    if edition is None:
        raise Edition.DoesNotExist
    return edition


def fichier(edition: Edition, nom: str) -> FichierEdition:
    """Lève `FichierEdition.DoesNotExist`."""
    return edition.fichiers.get(nom=nom)


def contenu_fige(edition: Edition) -> ContenuRapport:
    """Lève `donnees.DonneesIllisibles` si le logiciel ne sait plus lire ces données."""
    return depuis_json(fichier(edition, DONNEES).octets)
