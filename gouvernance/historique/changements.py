"""D'une ligne de l'historique à un changement lisible : qui, quand, pourquoi, avant → après."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.text import capfirst
from simple_history.models import HistoricalRecords

from gouvernance.historique.noms import lire_noms, relier
from gouvernance.historique.valeurs import Morceau, Noms, Reference, comparer_textes, ecrire

# Un formulaire écrit l'objet, puis chacun de ses liens : c'est un seul geste.
UN_GESTE = timedelta(seconds=2)
# Tenus à jour par le logiciel : personne ne les saisit.
TENUS_SEULS = {"nom_de_tri", "empreinte"}


class Genre(StrEnum):
    CREATION = "création"
    MODIFICATION = "modification"
    SUPPRESSION = "suppression"


GENRES = {"+": Genre.CREATION, "~": Genre.MODIFICATION, "-": Genre.SUPPRESSION}


@dataclass(frozen=True, slots=True)
class Ecart:
    """Un champ qui change ; `morceaux` compare deux textes longs mot à mot."""

    champ: str
    avant: str
    apres: str
    morceaux: tuple[Morceau, ...] = ()


@dataclass(frozen=True, slots=True)
class Changement:
    """Un geste sur un objet. Sans `auteur`, le logiciel ou une commande l'a fait."""

    quand: datetime
    auteur: str
    numero_auteur: int | None
    motif: str
    genre: Genre
    modele: type[models.Model]
    numero: int
    objet: str
    ecarts: tuple[Ecart, ...]

    @property
    def sorte(self) -> str:
        return capfirst(self.modele._meta.verbose_name)


@dataclass(frozen=True, slots=True)
class Etat:
    """Ce que valait un objet : ses champs, et les numéros de ses liens multiples."""

    modele: type[models.Model]
    valeurs: Mapping[models.Field, object]

    @property
    def references(self) -> set[Reference]:
        cites = set()
        for champ, valeur in self.valeurs.items():
            if champ.many_to_many:
                cites |= {(champ.related_model, pk) for pk in valeur}
            elif champ.remote_field and valeur is not None:
                cites.add((champ.related_model, valeur))
        return cites


@dataclass(slots=True)
class Ligne:
    """Une ligne d'historique, celle d'avant, et l'état que dit chacune."""

    trace: models.Model
    precedente: int | None
    avant: Etat | None = None
    apres: Etat | None = None


def champs_montres(modele: type[models.Model]) -> list[models.Field]:
    suivis = {champ.attname for champ in modele.historique.model.tracked_fields}
    return [
        *(
            champ
            for champ in modele._meta.concrete_fields
            if champ.attname in suivis and not champ.primary_key and champ.name not in TENUS_SEULS
        ),
        *modele._meta.local_many_to_many,
    ]


def lire_etats(modele: type[models.Model], traces: Iterable[models.Model]) -> dict[int, Etat]:
    """Par ligne d'historique d'un modèle, l'état qu'elle dit : une requête par lien multiple."""
    traces = list(traces)
    champs = champs_montres(modele)
    liens = {champ: _lire_liens(champ, traces) for champ in champs if champ.many_to_many}
    return {
        trace.history_id: Etat(
            modele,
            {
                champ: liens[champ][trace.history_id]
                if champ.many_to_many
                else getattr(trace, champ.attname)
                for champ in champs
            },
        )
        for trace in traces
    }


def _lire_liens(
    champ: models.ManyToManyField, traces: Sequence[models.Model]
) -> Mapping[int, tuple[int, ...]]:
    copies = HistoricalRecords.m2m_models[champ]._base_manager.filter(
        history__in=[trace.history_id for trace in traces]
    )
    lies = defaultdict(tuple)
    for trace, pk in copies.values_list("history_id", f"{champ.m2m_reverse_field_name()}_id"):
        lies[trace] += (pk,)
    return lies


def lire_lignes(modele: type[models.Model], numeros: Iterable[int]) -> list[Ligne]:
    """Les lignes de ces `history_id`, chacune avec l'état d'avant."""
    historique = modele.historique.model
    avant = historique._base_manager.filter(
        id=OuterRef("id"), history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    traces = (
        historique._base_manager.filter(history_id__in=list(numeros))
        .annotate(precedente=Subquery(avant.values("history_id")[:1]))
        .select_related("history_user")
    )
    lignes = [Ligne(trace, trace.precedente) for trace in traces]
    precedentes = historique._base_manager.filter(
        history_id__in={ligne.precedente for ligne in lignes if ligne.precedente}
    )
    etats = lire_etats(modele, [*(ligne.trace for ligne in lignes), *precedentes])
    for ligne in lignes:
        est_nee = ligne.trace.history_type == "+"
        ligne.avant = None if est_nee else etats.get(ligne.precedente)
        est_morte = ligne.trace.history_type == "-"
        ligne.apres = None if est_morte else etats[ligne.trace.history_id]
        if est_morte and ligne.avant is None:
            ligne.avant = etats[ligne.trace.history_id]
    return lignes


def ecrire_ecarts(avant: Etat | None, apres: Etat | None, noms: Noms) -> tuple[Ecart, ...]:
    """Champs dont la valeur diffère ; ce qui naît ou disparaît dit tout ce qu'il portait."""
    present = apres or avant
    ecarts = []
    for champ in present.valeurs if present else ():
        valeurs = [etat.valeurs[champ] if etat else None for etat in (avant, apres)]
        if valeurs[0] == valeurs[1]:
            continue
        ecrites = [ecrire(champ, valeur, noms) for valeur in valeurs]
        if ecrites[0] == ecrites[1]:
            continue
        morceaux = () if champ.remote_field else comparer_textes(*ecrites)
        ecarts.append(Ecart(capfirst(str(champ.verbose_name)), *ecrites, morceaux))
    return tuple(ecarts)


def en_changements(lignes: Iterable[Ligne]) -> list[Changement]:
    """Les changements, du plus récent au plus ancien ; ce qui ne change rien est omis."""
    gestes = reunir(sorted(lignes, key=_rang, reverse=True))
    references = set()
    for ligne in gestes:
        for etat in (ligne.avant, ligne.apres):
            references |= etat.references if etat else set()
    noms = lire_noms(references)
    objets = [ligne.trace.history_object for ligne in gestes]
    relier(objets)
    changements = [
        en_changement(ligne, str(objet), noms) for ligne, objet in zip(gestes, objets, strict=True)
    ]
    return [c for c in changements if c.ecarts or c.genre != Genre.MODIFICATION]


def _rang(ligne: Ligne) -> tuple:
    return ligne.trace.history_date, ligne.trace._meta.label, ligne.trace.history_id


def reunir(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Réunit les lignes d'un même geste : même objet, même personne, même motif, aussitôt après.

    Les lignes vont de la plus récente à la plus ancienne.
    """
    gestes: list[Ligne] = []
    suites: dict[tuple, Ligne] = {}
    for ligne in lignes:
        trace = ligne.trace
        suite = suites.get((type(trace), trace.history_id))
        if suite and _est_le_meme_geste(trace, suite.trace):
            suite.avant, suite.precedente = ligne.avant, ligne.precedente
            if trace.history_type == "+":
                suite.trace.history_type = "+"
        else:
            suite = ligne
            gestes.append(ligne)
        suites[type(trace), ligne.precedente] = suite
    return gestes


def _est_le_meme_geste(trace: models.Model, suite: models.Model) -> bool:
    return (
        suite.history_type == "~"
        and trace.history_type != "-"
        and trace.history_user_id == suite.history_user_id
        and trace.history_change_reason == suite.history_change_reason
        and suite.history_date - trace.history_date < UN_GESTE
    )


def en_changement(ligne: Ligne, objet: str, noms: Noms) -> Changement:
    trace = ligne.trace
    return Changement(
        quand=trace.history_date,
        auteur=str(trace.history_user) if trace.history_user else "",
        numero_auteur=trace.history_user_id,
        motif=trace.history_change_reason or "",
        genre=GENRES[trace.history_type],
        modele=trace.instance_type,
        numero=trace.id,
        objet=objet,
        ecarts=ecrire_ecarts(ligne.avant, ligne.apres, noms),
    )
