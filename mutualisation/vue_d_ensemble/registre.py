"""Ce que le registre sait de chaque année, lu en huit requêtes quel que soit leur nombre."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, Exists, OuterRef, Q, Sum

from finances.calculs import ZERO
from finances.models import Participation
from gouvernance.models import Collectivite, Population
from services_communs.models import Adhesion, Effectif, Mesure, ServiceCommun, TransfertAgents

Comptees = tuple[tuple[date | None, date | None, int], ...]


@dataclass(frozen=True, slots=True)
class PartLue:
    """Participations de mêmes exercices et de même mode ; `partielles` comptent moins d'un an."""

    exercice_debut: int
    exercice_fin: int | None
    mode: str
    montant: Decimal
    partielles: int

    def s_applique_en(self, annee: int) -> bool:
        return self.exercice_debut <= annee and (
            self.exercice_fin is None or annee <= self.exercice_fin
        )


@dataclass(frozen=True, slots=True)
class EffectifLu:
    domaine: int
    code: str
    titre: str
    jour: date
    agents: int | None
    etp: Decimal | None


@dataclass(frozen=True, slots=True)
class MesureLue:
    indicateur: int
    libelle: str
    unite: str
    domaine: str
    annee: int
    valeur: Decimal
    valeur_maximale: Decimal | None
    qualificatif: str


@dataclass(frozen=True, slots=True)
class Registre:
    """Rien n'y est encore rapporté à une année."""

    services: Comptees
    adhesions_des_communes: Comptees
    adhesions_des_ccas: Comptees
    membres: tuple[tuple[int, date | None, date | None], ...]
    populations: dict[int, list[tuple[int, int]]]
    transferts: Comptees
    parts: tuple[PartLue, ...]
    effectifs: tuple[EffectifLu, ...]
    mesures: tuple[MesureLue, ...]

    @property
    def premiere_annee(self) -> int | None:
        """Celle où le partage commence ; les communes étaient membres bien avant."""
        jours = [*self.services, *self.adhesions_des_communes, *self.transferts]
        annees = [debut.year for debut, *_ in jours if debut]
        annees += [part.exercice_debut for part in self.parts]
        return min(annees, default=None)


def lire_registre() -> Registre:
    adhesions = list(
        Adhesion.objects.order_by()
        .values_list("collectivite__nature", "date_debut", "date_fin")
        .annotate(nombre=Count("pk"))
    )
    return Registre(
        services=tuple(
            ServiceCommun.objects.order_by()
            .values_list("date_debut", "date_fin")
            .annotate(nombre=Count("pk"))
        ),
        adhesions_des_communes=tuple(a[1:] for a in adhesions if a[0] != "ccas"),
        adhesions_des_ccas=tuple(a[1:] for a in adhesions if a[0] == "ccas"),
        membres=tuple(
            Collectivite.objects.communes().order_by().values_list("pk", "date_debut", "date_fin")
        ),
        populations=_lire_populations(),
        transferts=tuple(
            (effet, None, agents)
            for effet, agents in TransfertAgents.objects.order_by()
            .values_list("date_effet")
            .annotate(total=Sum("agents"))
        ),
        parts=_lire_parts(),
        effectifs=_lire_effectifs(),
        mesures=_lire_mesures(),
    )


def _lire_populations() -> dict[int, list[tuple[int, int]]]:
    """Millésimes et populations totales de chaque commune, les plus anciens d'abord."""
    populations = defaultdict(list)
    connues = Population.objects.filter(totale__isnull=False).order_by("millesime", "pk")
    for commune, millesime, totale in connues.values_list("collectivite", "millesime", "totale"):
        populations[commune].append((millesime, totale))
    return populations


def _lire_parts() -> tuple[PartLue, ...]:
    sommes = (
        Participation.objects.applicables()
        .order_by()
        .values_list("exercice_debut", "exercice_fin", "mode")
        .annotate(total=Sum("montant"), partielles=Count("mois"))
    )
    return tuple(PartLue(*somme) for somme in sommes)


def _lire_effectifs() -> tuple[EffectifLu, ...]:
    """Ceux des services communs, seuls comptés dans les totaux ; par domaine, puis par date."""
    lus = (
        Effectif.objects.filter(perimetre="")
        .order_by("domaine__ordre", "domaine", "date", "pk")
        .values_list("domaine", "domaine__code", "domaine__titre", "date", "agents", "etp")
    )
    return tuple(EffectifLu(*lu) for lu in lus)


def _lire_mesures() -> tuple[MesureLue, ...]:
    """Celles des indicateurs attendus chaque année, puis de ceux qui ont une autre mesure."""
    autres = Mesure.objects.filter(indicateur=OuterRef("indicateur")).exclude(pk=OuterRef("pk"))
    indicateur = ["indicateur", "indicateur__libelle", "indicateur__unite"]
    ordre = ["indicateur__domaine__ordre", "indicateur__ordre"]
    lues = (
        Mesure.objects.filter(Q(indicateur__est_obligatoire=True) | Exists(autres))
        .order_by("-indicateur__est_obligatoire", *ordre, "indicateur", "annee")
        .values_list(
            *indicateur,
            "indicateur__domaine__titre",
            "annee",
            "valeur",
            "valeur_maximale",
            "qualificatif",
        )
    )
    return tuple(MesureLue(*lue) for lue in lues)


def compter(lignes: Comptees, jours: Sequence[date]) -> tuple[int, ...]:
    """Combien sont en vigueur à chacun des jours, rangés dans l'ordre ; bornes comprises."""
    variations = [0] * (len(jours) + 1)
    for debut, fin, nombre in lignes:
        premier = bisect_left(jours, debut) if debut else 0
        dernier = bisect_right(jours, fin) if fin else len(jours)
        if premier < dernier:
            variations[premier] += nombre
            variations[dernier] -= nombre
    return tuple(accumulate(variations[:-1]))


def population_des_membres(registre: Registre, jour: date) -> int | None:
    """Population totale des communes membres ; inconnue s'il en manque une seule."""
    total = 0
    for commune, debut, fin in registre.membres:
        if (debut and debut > jour) or (fin and fin < jour):
            continue
        connues = registre.populations.get(commune, [])
        rang = bisect_right(connues, jour.year, key=lambda connue: connue[0])
        if not rang:
            return None
        total += connues[rang - 1][1]
    return total or None


def sommer(parts: Iterable[PartLue], annee: int, mode: str) -> Decimal | None:
    """Participations de l'exercice ; rien tant qu'aucune, d'un mode ou de l'autre, n'est votée."""
    appliquees = [part for part in parts if part.s_applique_en(annee)]
    if not appliquees:
        return None
    return sum((part.montant for part in appliquees if part.mode == mode), ZERO)
