"""Le journal : les faits de toutes sortes, du plus récent au plus ancien.

Une requête en range les repères, une autre lit chaque sorte présente dans la page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from gouvernance.journal.faits import Fait, Repere
from gouvernance.models import Collectivite, Utilisateur
from mutualisation.journal.sortes import SORTES

PAR_PAGE = 50
DERNIERS = 6


@dataclass(frozen=True, slots=True)
class Criteres:
    """Ce que le journal montre ; sans sorte, toutes ; sans commune, la métropole entière."""

    utilisateur: Utilisateur
    commune: Collectivite | None = None
    sorte: str = ""
    du: date | None = None
    au: date | None = None

    @property
    def sont_choisis(self) -> bool:
        return bool(self.commune or self.sorte or self.du or self.au)


@dataclass(frozen=True, slots=True)
class Journee:
    quand: str
    faits: tuple[Fait, ...]


@dataclass(frozen=True, slots=True)
class PageDuJournal:
    journees: tuple[Journee, ...]
    page: Page


class Reperes(Sequence):
    """Repères des faits retenus, lus à la demande : leur nombre, ou une tranche."""

    def __init__(self, criteres: Criteres):
        sortes = [SORTES[criteres.sorte]] if criteres.sorte else SORTES.values()
        self.lignes = {
            sorte.code: _lignes_entre(
                sorte.lignes(criteres.utilisateur, criteres.commune), criteres
            )
            for sorte in sortes
        }
        premiere, *autres = [SORTES[code].reperes(lues) for code, lues in self.lignes.items()]
        union = premiere.union(*autres, all=True) if autres else premiere
        # « 2019 » vient après le 1er janvier 2019, au pied de son année, et ne s'y mêle pas.
        self.rangees = union.order_by(
            "-jour_du_fait", "-precision_du_fait", "sorte_du_fait", "cle_du_fait"
        )

    def __len__(self) -> int:
        return self.rangees.count()

    def __getitem__(self, tranche: slice) -> list[Repere]:
        return [Repere(*ligne) for ligne in self.rangees[tranche]]

    def faits(self, reperes: Iterable[Repere]) -> tuple[Fait, ...]:
        """Un fait effacé entre les deux lectures manque, sans plus."""
        reperes = list(reperes)
        lus = {}
        for code in {repere.sorte for repere in reperes}:
            siens = [repere for repere in reperes if repere.sorte == code]
            lus |= SORTES[code].lire(self.lignes[code], siens)
        return tuple(lus[repere] for repere in reperes if repere in lus)


def _lignes_entre(lignes: QuerySet, criteres: Criteres) -> QuerySet:
    if criteres.du:
        lignes = lignes.filter(jour_inscrit__gte=criteres.du)
    if criteres.au:
        lignes = lignes.filter(jour_inscrit__lte=criteres.au)
    return lignes


def lire_journal(criteres: Criteres, numero: str = "1") -> PageDuJournal:
    reperes = Reperes(criteres)
    page = Paginator(reperes, PAR_PAGE).get_page(numero)
    return PageDuJournal(ranger_par_jour(reperes.faits(page.object_list)), page)


def lire_les_derniers(criteres: Criteres) -> tuple[Journee, ...]:
    reperes = Reperes(criteres)
    return ranger_par_jour(reperes.faits(reperes[:DERNIERS]))


def ranger_par_jour(faits: Iterable[Fait]) -> tuple[Journee, ...]:
    """Les faits d'un même jour ensemble ; un mois ou une année n'est pas son premier jour."""
    groupes = groupby(faits, key=attrgetter("quand"))
    return tuple(Journee(quand, tuple(siens)) for quand, siens in groupes)
