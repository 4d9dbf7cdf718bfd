"""Les derniers objets qu'une personne a modifiés, où que ce soit : page, grille ou import."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.db.models import CharField, Value
from django.urls import reverse

from gouvernance.historique.changements import GENRES, UN_GESTE, Genre
from gouvernance.historique.noms import lire_noms
from gouvernance.models import Utilisateur
from mutualisation.historique.contenu import sortes_lisibles

OBJETS_MONTRES = 10
# Une grille ou un import écrit beaucoup de lignes : au-delà, on ne cherche plus d'autre objet.
TRACES_LUES = 50


@dataclass(frozen=True, slots=True)
class Modification:
    quand: datetime
    genre: Genre
    sorte: str
    objet: str
    adresse: str


def lire_modifications(personne: Utilisateur) -> tuple[Modification, ...]:
    """Une union des historiques lisibles, puis les noms : un nombre de requêtes borné."""
    sortes = sortes_lisibles(personne)
    traces = [
        modele.historique.model._base_manager.filter(history_user=personne)
        .order_by()
        .values_list("history_date", "history_id", Value(nom, CharField()), "id", "history_type")
        for nom, modele in sortes.items()
    ]
    if not traces:
        return ()
    premiere, *autres = traces
    reunies = premiere.union(*autres, all=True) if autres else premiere
    lues = reunies.order_by("-history_date", "-history_id")[:TRACES_LUES]
    derniers = list(_derniers_gestes(lues))[:OBJETS_MONTRES]
    noms = lire_noms((sortes[sorte], numero) for _, sorte, numero, _ in derniers)
    return tuple(
        Modification(
            quand=quand,
            genre=genre,
            sorte=str(sortes[sorte]._meta.verbose_name),
            objet=noms[sortes[sorte], numero],
            adresse="" if genre is Genre.SUPPRESSION else _adresse(sortes[sorte], numero),
        )
        for quand, sorte, numero, genre in derniers
    )


def _derniers_gestes(traces) -> Iterator[tuple[datetime, str, int, Genre]]:
    """Chaque objet une fois ; sa création et ses liens écrits aussitôt sont un seul geste."""
    par_objet: dict[tuple[str, int], list[tuple[datetime, Genre]]] = {}
    for quand, _, sorte, numero, genre in traces:
        par_objet.setdefault((sorte, numero), []).append((quand, GENRES[genre]))
    for (sorte, numero), passages in par_objet.items():
        quand, genre = passages[0]
        du_geste = {g for moment, g in passages if quand - moment <= UN_GESTE}
        est_ne = genre is not Genre.SUPPRESSION and Genre.CREATION in du_geste
        yield quand, sorte, numero, Genre.CREATION if est_ne else genre


def _adresse(modele, numero: int) -> str:
    if modele not in admin.site._registry:
        return ""
    meta = modele._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[numero])
