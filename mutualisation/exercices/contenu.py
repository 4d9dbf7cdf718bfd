"""Ce que montre la page des exercices : ouverts ou clos, depuis quand, par qui, pourquoi."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from gouvernance.models import Cloture
from mutualisation.models import Edition, Rapport


@dataclass(frozen=True, slots=True)
class Passage:
    """Une clôture ou une réouverture de l'historique."""

    quand: datetime
    est_une_cloture: bool
    par: str
    motif: str


@dataclass(frozen=True, slots=True)
class Exercice:
    annee: int
    cloture: Cloture | None
    editions: tuple[Edition, ...]
    passages: tuple[Passage, ...]

    @property
    def est_clos(self) -> bool:
        return self.cloture is not None

    @property
    def reouverture(self) -> Passage | None:
        """La réouverture en cours, tant que l'exercice n'est pas clos de nouveau."""
        dernier = next(iter(self.passages), None)
        return dernier if dernier and not dernier.est_une_cloture else None


def lire_exercices() -> tuple[Exercice, ...]:
    """Du plus récent au plus ancien : ceux qui ont un rapport ou une clôture."""
    clotures: dict[int, list[Cloture]] = defaultdict(list)
    for cloture in Cloture.objects.select_related("close_par", "rouverte_par"):
        clotures[cloture.annee].append(cloture)
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.select_related("rapport").order_by("-numero", "pk"):
        editions[edition.rapport.annee].append(edition)
    annees = {*Rapport.objects.values_list("annee", flat=True), *clotures}
    return tuple(
        Exercice(
            annee=annee,
            cloture=next((c for c in clotures[annee] if c.rouverte_le is None), None),
            editions=tuple(editions[annee]),
            passages=passages_de(clotures[annee]),
        )
        for annee in sorted(annees, reverse=True)
    )


def passages_de(clotures: list[Cloture]) -> tuple[Passage, ...]:
    """Chaque clôture, et sa réouverture si elle a eu lieu, la dernière en tête."""
    passages = []
    for cloture in clotures:
        if cloture.rouverte_le:
            par = nom_de(cloture.rouverte_par)
            passages.append(Passage(cloture.rouverte_le, False, par, cloture.motif))
        passages.append(Passage(cloture.close_le, True, nom_de(cloture.close_par), ""))
    return tuple(sorted(passages, key=lambda passage: passage.quand, reverse=True))


def nom_de(personne) -> str:
    """« » pour une clôture faite par la commande, ou par un compte supprimé depuis."""
    return personne.get_full_name() or personne.get_username() if personne else ""
