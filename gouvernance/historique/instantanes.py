"""Un objet et ce qu'il porte, tels qu'ils étaient à un moment ; deux moments comparés."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Max
from django.utils.text import capfirst

from gouvernance.historique.changements import (
    Ecart,
    Etat,
    Genre,
    champs_montres,
    ecrire_ecarts,
    lire_etats,
)
from gouvernance.historique.lecture import Lignes
from gouvernance.historique.noms import lire_noms, relier
from gouvernance.historique.valeurs import Noms, Reference, ecrire


@dataclass(frozen=True, slots=True)
class Instantane:
    """L'objet et ses lignes à un moment ; vide s'il n'existait pas."""

    moment: datetime
    traces: dict[Reference, models.Model]
    etats: dict[Reference, Etat]

    @property
    def references(self) -> set[Reference]:
        return set().union(*(etat.references for etat in self.etats.values()))


@dataclass(frozen=True, slots=True)
class Fiche:
    """Un objet montré : sa sorte, son nom, et chaque champ qui dit quelque chose."""

    sorte: str
    nom: str
    champs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ce qui sépare un objet d'un moment à l'autre."""

    sorte: str
    nom: str
    genre: Genre
    ecarts: tuple[Ecart, ...]


def lire_instantane(
    modele: type[models.Model], pk: int, lignes: Sequence[Lignes], moment: datetime
) -> Instantane:
    """Une requête par sorte de ligne, et une par lien multiple."""
    traces, etats = {}, {}
    racine = _dernieres(modele, [pk], moment)
    presents: dict[Lignes | None, set[int]] = {None: {trace.id for trace in racine}}
    _retenir(modele, racine, traces, etats)
    for portee in lignes if racine else ():
        parents = {pk} if portee.sous is None else presents[portee.sous]
        vues = [
            trace
            for trace in _dernieres(portee.modele, portee.traces(pk).values("id"), moment)
            if getattr(trace, portee.champ.attname) in parents
        ]
        presents[portee] = {trace.id for trace in vues}
        _retenir(portee.modele, vues, traces, etats)
    return Instantane(moment, traces, etats)


def _dernieres(modele: type[models.Model], pks: Iterable, moment: datetime) -> list[models.Model]:
    historique = modele.historique.model._base_manager
    connues = historique.filter(id__in=pks, history_date__lte=moment).order_by()
    dernieres = connues.values("id").annotate(derniere=Max("history_id")).values("derniere")
    presentes = historique.filter(history_id__in=dernieres).exclude(history_type="-")
    return list(presentes.order_by("id"))


def _retenir(modele: type[models.Model], lues: list, traces: dict, etats: dict) -> None:
    par_trace = lire_etats(modele, lues)
    for trace in lues:
        traces[modele, trace.id] = trace
        etats[modele, trace.id] = par_trace[trace.history_id]


def montrer(instantane: Instantane) -> tuple[Fiche, ...]:
    """L'objet d'abord, puis ses lignes."""
    noms = lire_noms(instantane.references)
    titres = _titres([instantane])
    return tuple(
        Fiche(
            capfirst(str(modele._meta.verbose_name)),
            titres[modele, pk],
            tuple(
                (capfirst(str(champ.verbose_name)), ecrit)
                for champ in champs_montres(modele)
                if (ecrit := ecrire(champ, etat.valeurs[champ], noms))
            ),
        )
        for (modele, pk), etat in instantane.etats.items()
    )


def comparer(avant: Instantane, apres: Instantane) -> tuple[Difference, ...]:
    """Ce qui a changé de l'un à l'autre, dans l'ordre des objets."""
    noms: Noms = lire_noms(avant.references | apres.references)
    titres = _titres([avant, apres])
    differences = []
    for cle in dict.fromkeys([*apres.etats, *avant.etats]):
        etats = avant.etats.get(cle), apres.etats.get(cle)
        ecarts = ecrire_ecarts(*etats, noms)
        if not ecarts:
            continue
        genre = Genre.MODIFICATION
        if None in etats:
            genre = Genre.CREATION if etats[0] is None else Genre.SUPPRESSION
        sorte = capfirst(str(cle[0]._meta.verbose_name))
        differences.append(Difference(sorte, titres[cle], genre, ecarts))
    return tuple(differences)


def _titres(instantanes: Sequence[Instantane]) -> dict[Reference, str]:
    objets = {
        cle: trace.history_object
        for instantane in instantanes
        for cle, trace in instantane.traces.items()
    }
    relier(objets.values())
    return {cle: str(objet) for cle, objet in objets.items()}
