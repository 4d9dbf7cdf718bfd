"""Ce que chacun lit et télécharge des éditions publiées, sans relire les données."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from mutualisation.models import Edition, FichierEdition, Rapport
from mutualisation.rapport.editions import (
    ARCHIVE,
    ARCHIVE_DES_FICHES,
    FICHES,
    LECTURE,
    PDF,
    fichier,
)
from mutualisation.rapport.tableaux import TABLEAUX

PRINCIPAUX = (PDF, ARCHIVE)
# Les autres fichiers portent les petits effectifs, ou ne servent qu'à vérifier l'édition.
PUBLICS = {
    PDF: "Rapport en PDF",
    ARCHIVE: "Données ouvertes (ZIP)",
    FICHES: "Fiches des communes, deux pages chacune (PDF)",
    ARCHIVE_DES_FICHES: "Fiches des communes, une par fichier (ZIP)",
    **{f"{tableau.code}.csv": tableau.titre for tableau in TABLEAUX},
}


@dataclass(frozen=True, slots=True)
class Telechargement:
    """Fichier figé, à son adresse permanente."""

    nom: str
    titre: str
    adresse: str
    taille: int
    empreinte: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Dernière édition d'une année et ses principaux fichiers."""

    edition: Edition
    fichiers: tuple[Telechargement, ...]


@dataclass(frozen=True, slots=True)
class RapportOuvert:
    """Rapport dont le projet se lit ; `edition` est la dernière, s'il y en a une."""

    rapport: Rapport
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class PageEdition:
    """`lecture` est le rapport tel qu'il a été figé ; `editions`, celles de l'année."""

    edition: Edition
    editions: tuple[Edition, ...]
    fichiers: tuple[Telechargement, ...]
    lecture: SafeString

    @property
    def derniere(self) -> Edition:
        return self.editions[0]

    @property
    def nom(self) -> str:
        return f"{self.edition.rapport.annee}, édition {self.edition.numero}"

    @property
    def principaux(self) -> tuple[Telechargement, ...]:
        return tuple(f for f in self.fichiers if f.nom in PRINCIPAUX)


def lire_publications() -> tuple[Publication, ...]:
    """La plus récente édition de chaque année, en deux requêtes."""
    principaux = FichierEdition.objects.filter(nom__in=PRINCIPAUX).defer("contenu")
    editions = Edition.objects.dernieres().prefetch_related(Prefetch("fichiers", principaux))
    return tuple(
        Publication(edition, _telechargements(edition, edition.fichiers.all()))
        for edition in editions
    )


def lire_page(annee: int, numero: int | None, *, pour_un_agent: bool) -> PageEdition:
    """Page d'une édition, ou de la dernière de l'année, en trois requêtes.

    Un agent y trouve tous les fichiers. Lève `Edition.DoesNotExist`.
    """
    editions = tuple(Edition.objects.de_l_annee(annee).defer("logiciel", "manifeste"))
    edition = next((e for e in editions if numero in {None, e.numero}), None)
    if edition is None:
        raise Edition.DoesNotExist
    fichiers = edition.fichiers.defer("contenu").order_by()
    if not pour_un_agent:
        fichiers = fichiers.filter(nom__in=PUBLICS)
    # Échappé par les gabarits quand l'édition a été figée.
    lecture = mark_safe(fichier(edition, LECTURE).octets.decode())  # noqa: S308
    return PageEdition(edition, editions, _telechargements(edition, fichiers), lecture)


def chercher_fichier(annee: int, nom: str, numero: int | None = None) -> FichierEdition | None:
    """Fichier de cette édition, ou de la dernière ; son contenu n'est lu que s'il sert."""
    editions = Edition.objects.de_l_annee(annee)
    if numero is not None:
        editions = editions.filter(numero=numero)
    fichiers = FichierEdition.objects.select_related("edition").defer("contenu")
    return fichiers.filter(nom=nom, edition=editions.values("pk")[:1]).first()


def lire_rapports_ouverts() -> tuple[RapportOuvert, ...]:
    """Tout rapport ouvert, publié ou non, pour les agents."""
    editions = {edition.rapport_id: edition for edition in Edition.objects.dernieres()}
    rapports = Rapport.objects.all()
    return tuple(RapportOuvert(rapport, editions.get(rapport.pk)) for rapport in rapports)


def _telechargements(
    edition: Edition, fichiers: Iterable[FichierEdition]
) -> tuple[Telechargement, ...]:
    """Les fichiers publics d'abord, dans l'ordre de `PUBLICS`."""
    rangs = {nom: rang for rang, nom in enumerate(PUBLICS)}
    annee, numero = edition.rapport.annee, edition.numero
    return tuple(
        Telechargement(
            f.nom,
            PUBLICS.get(f.nom, "Réservé aux agents"),
            reverse("edition_fichier", args=[annee, numero, f.nom]),
            f.taille,
            f.empreinte,
        )
        for f in sorted(fichiers, key=lambda f: (rangs.get(f.nom, len(rangs)), f.nom))
    )
