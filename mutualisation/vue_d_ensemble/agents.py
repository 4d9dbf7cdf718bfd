"""Agents par domaine : ceux qui furent transférés et ceux qui sont en poste, en une requête."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import CharField, Value
from django.urls import reverse

from finances.calculs import ZERO
from gouvernance.francais import date_en_lettres
from services_communs.models import Effectif, TransfertAgents

TRANSFERT, EFFECTIF = "transfert", "effectif"


@dataclass(frozen=True, slots=True)
class LigneLue:
    sorte: str
    ordre: int
    domaine: int
    code: str
    titre: str
    jour: date
    agents: int | None
    etp: Decimal | None


@dataclass(frozen=True, slots=True)
class AgentsDUnDomaine:
    """`agents` et `etp` : dernière observation connue, faite le `jour` ; `None`, inconnus."""

    titre: str
    adresse: str
    transferes: int
    adresse_des_transferts: str
    agents: int | None
    etp: Decimal | None
    jour: date | None
    adresse_des_effectifs: str


@dataclass(frozen=True, slots=True)
class Agents:
    """`precedents` : agents transférés un an plus tôt."""

    domaines: tuple[AgentsDUnDomaine, ...]
    transferes: int
    precedents: int
    adresse_des_transferts: str
    agents: int
    etp: Decimal
    adresse_des_effectifs: str
    observes: str


def presenter_les_agents(lignes: Iterable[LigneLue], jour: date, an_dernier: date) -> Agents:
    lignes = list(lignes)
    domaines = tuple(_par_domaine(lignes, jour))
    return Agents(
        domaines=domaines,
        transferes=sum(domaine.transferes for domaine in domaines),
        precedents=_transferes(lignes, an_dernier),
        adresse_des_transferts=_adresse("transfert_liste", jour),
        agents=sum(domaine.agents or 0 for domaine in domaines),
        etp=sum((domaine.etp or ZERO for domaine in domaines), ZERO),
        adresse_des_effectifs=_adresse("effectif_liste", jour, perimetre="service"),
        observes=_dates([domaine.jour for domaine in domaines if domaine.jour]),
    )


def lire_agents(jour: date) -> tuple[LigneLue, ...]:
    """Transferts effectués et effectifs du service commun connus ce jour-là."""
    domaine = ["domaine__ordre", "domaine", "domaine__code", "domaine__titre"]
    nombres = ["agents", "etp"]

    def sorte(nom: str) -> Value:
        return Value(nom, output_field=CharField())

    transferts = TransfertAgents.objects.filter(date_effet__lte=jour).order_by()
    effectifs = Effectif.objects.filter(date__lte=jour, perimetre="").order_by()
    lignes = transferts.values_list(sorte(TRANSFERT), *domaine, "date_effet", *nombres).union(
        effectifs.values_list(sorte(EFFECTIF), *domaine, "date", *nombres), all=True
    )
    return tuple(LigneLue(*ligne) for ligne in lignes)


def _par_domaine(lignes: Iterable[LigneLue], jour: date) -> Iterable[AgentsDUnDomaine]:
    par_domaine: dict[tuple[int, int, str, str], list[LigneLue]] = defaultdict(list)
    for ligne in lignes:
        par_domaine[ligne.ordre, ligne.domaine, ligne.code, ligne.titre].append(ligne)
    for (_, cle, code, titre), siennes in sorted(par_domaine.items()):
        observations = [ligne for ligne in siennes if ligne.sorte == EFFECTIF]
        derniere = max(observations, key=lambda ligne: ligne.jour, default=None)
        yield AgentsDUnDomaine(
            titre=titre,
            adresse=reverse("domaine_detail", args=[code]),
            transferes=_transferes(siennes, jour),
            adresse_des_transferts=_adresse("transfert_liste", jour, domaine=cle),
            agents=derniere.agents if derniere else None,
            etp=derniere.etp if derniere else None,
            jour=derniere.jour if derniere else None,
            adresse_des_effectifs=_adresse(
                "effectif_liste", jour, domaine=cle, perimetre="service"
            ),
        )


def _transferes(lignes: Iterable[LigneLue], jour: date) -> int:
    return sum(
        ligne.agents or 0 for ligne in lignes if ligne.sorte == TRANSFERT and ligne.jour <= jour
    )


def _dates(jours: list[date]) -> str:
    """« le 30 novembre 2020 », « du 30 novembre au 31 décembre 2020 »."""
    if not jours:
        return ""
    premier, dernier = min(jours), max(jours)
    if premier == dernier:
        return f"le {date_en_lettres(premier)}"
    return f"du {date_en_lettres(premier)} au {date_en_lettres(dernier)}"


def _adresse(liste: str, jour: date, **filtres: int | str) -> str:
    return reverse(liste, query={**filtres, "au": jour.isoformat()})
