"""Ce que la soirée a coûté : attente de chaque page, erreurs, mémoire du serveur web."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

# Instant en secondes, page, attente en millisecondes, erreur, PDF en cours.
Reponse = tuple[float, str, float, str, bool]

# De cinquante attentes, aussi étalées qu'ici, le hasard écarte deux médianes de 40 % ; de deux
# cents, de 20 %, moins que le ralentissement permis.
ASSEZ = 200


@dataclass(frozen=True, slots=True)
class Attente:
    """Attente d'une page, en millisecondes.

    `ralentie` : médiane pendant qu'un PDF se rend, sur celle du reste de la soirée.
    """

    page: str
    reponses: int
    p50: int
    p95: int
    p99: int
    ralentie: float | None


@dataclass(frozen=True, slots=True)
class Memoire:
    """Mo d'un processus web : au début, à mi-parcours, à la fin, au plus haut."""

    debut: int
    mi_parcours: int
    fin: int
    pic: int


def attentes(reponses: Iterable[Reponse]) -> list[Attente]:
    """Une ligne par page, la plus lente d'abord."""
    par_page = defaultdict(list)
    for reponse in reponses:
        par_page[reponse[1]].append(reponse)
    lignes = [attente(page, relevees) for page, relevees in par_page.items()]
    return sorted(lignes, key=lambda ligne: (-ligne.p95, ligne.page))


def attente(page: str, reponses: list[Reponse]) -> Attente:
    durees = [duree for _, _, duree, _, _ in reponses]
    centiles = quantiles(durees, n=100) if len(durees) > 1 else durees * 99
    p50, p95, p99 = (round(centiles[rang - 1]) for rang in (50, 95, 99))
    return Attente(page, len(durees), p50, p95, p99, ralentissement(reponses))


def ralentissement(reponses: Iterable[Reponse]) -> float | None:
    pendant, hors = [], []
    for _, _, duree, _, pdf_en_cours in reponses:
        (pendant if pdf_en_cours else hors).append(duree)
    if min(len(pendant), len(hors)) < ASSEZ:
        return None
    return round(median(pendant) / median(hors), 2)


def erreurs(reponses: Iterable[Reponse]) -> dict[str, int]:
    comptees = defaultdict(int)
    for _, page, _, erreur, _ in reponses:
        if erreur:
            comptees[f"{page} : {erreur}"] += 1
    return dict(comptees)


def memoire_de(processus: int) -> int:
    """Mo, partagés compris ; zéro d'un processus qui n'est plus."""
    try:
        etat = Path(f"/proc/{processus}/status").read_text()
    except FileNotFoundError:
        return 0
    return int(etat.partition("VmRSS:")[2].split()[0]) // 1024


def suivre(mesures: dict[int, list[int]]) -> list[Memoire]:
    return [Memoire(m[0], m[len(m) // 2], m[-1], max(m)) for m in mesures.values() if m]


def resumer(reponses: list[Reponse], memoires: dict[int, list[int]], secondes: float) -> dict:
    ensemble = attente("ensemble", reponses)
    return {
        "debit": round(len(reponses) / secondes, 1),
        "erreurs": erreurs(reponses),
        "ensemble": asdict(ensemble),
        "pages": [asdict(ligne) for ligne in attentes(reponses)],
        "memoire": [asdict(memoire) for memoire in suivre(memoires)],
    }
