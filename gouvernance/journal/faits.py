"""Ce qui est arrivé, daté, en une phrase : chaque sorte de faits dit où elle se lit."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Min, Model, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMonth, TruncYear

from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, Utilisateur
from gouvernance.periodes import Precision


@dataclass(frozen=True, slots=True)
class Recit:
    """Phrase d'un fait, et page qui le montre."""

    phrase: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Repere:
    """Où se trouve un fait : le jour, ce qu'on en sait, la sorte, et sa première ligne."""

    jour: date
    precision: str
    sorte: str
    cle: int


@dataclass(frozen=True, slots=True)
class Fait:
    jour: date
    precision: str
    sorte: str
    recit: Recit

    @property
    def quand(self) -> str:
        return date_en_lettres(self.jour, self.precision)


@dataclass(frozen=True, slots=True)
class Sorte:
    """Sorte de faits. Des lignes du même jour, égales sur `groupe`, n'en font qu'un.

    `precision` nomme le champ qui dit si le jour est connu, ou seulement le mois ou l'année.
    """

    code: str
    libelle: str
    jour: Combinable | F
    visibles: Callable[[Utilisateur], QuerySet]
    de_la_commune: Callable[[QuerySet, Collectivite], QuerySet]
    raconter: Callable[[list[Model]], Recit]
    groupe: tuple[str, ...] = ()
    precision: str = ""

    def lignes(self, utilisateur: Utilisateur, commune: Collectivite | None) -> QuerySet:
        """Ce que cette personne peut lire, daté par `jour_du_fait` ; sans jour, pas de fait.

        D'une date connue au mois ou à l'année près, le fait n'a que le premier jour ;
        `jour_inscrit` garde la date elle-même.
        """
        lignes = self.visibles(utilisateur)
        if commune:
            lignes = self.de_la_commune(lignes, commune)
        precision = F(self.precision) if self.precision else Value(Precision.JOUR)
        return lignes.annotate(
            jour_inscrit=self.jour,
            precision_du_fait=precision,
            jour_du_fait=jour_su(self.jour, self.precision),
        ).exclude(jour_du_fait=None)

    def reperes(self, lignes: QuerySet) -> QuerySet:
        """Un n-uplet (jour, précision, sorte, clé) par fait, pour en réunir plusieurs sortes."""
        lignes = lignes.order_by()
        if self.groupe:
            lignes = lignes.values(*self._memes())
        cle = Min("pk") if self.groupe else F("pk")
        lignes = lignes.annotate(sorte_du_fait=Value(self.code), cle_du_fait=cle)
        return lignes.values_list(
            "jour_du_fait", "precision_du_fait", "sorte_du_fait", "cle_du_fait"
        )

    def _memes(self) -> tuple[str, ...]:
        return ("jour_du_fait", "precision_du_fait", *self.groupe)

    def lire(self, lignes: QuerySet, reperes: Iterable[Repere]) -> dict[Repere, Fait]:
        """Les faits de ces repères, en une requête."""
        voulus = {repere.cle: repere for repere in reperes}
        faits = {}
        for groupe in self._grouper(lignes, voulus):
            repere = voulus.get(min(ligne.pk for ligne in groupe))
            if repere:
                faits[repere] = Fait(
                    repere.jour, repere.precision, self.code, self.raconter(groupe)
                )
        return faits

    def _grouper(self, lignes: QuerySet, voulus: dict[int, Repere]) -> Iterable[list[Model]]:
        if not self.groupe:
            return ([ligne] for ligne in lignes.filter(pk__in=voulus))
        tetes = lignes.model._base_manager.filter(pk__in=voulus)
        memes = {f"{nom}__in": tetes.values(nom) for nom in self.groupe}
        jours = {repere.jour for repere in voulus.values()}
        groupes = defaultdict(list)
        for ligne in lignes.filter(jour_du_fait__in=jours, **memes):
            cle = tuple(getattr(ligne, nom) for nom in self._memes())
            groupes[cle].append(ligne)
        return groupes.values()


def jour_su(jour: Combinable | F, precision: str) -> Combinable | F:
    """Le jour, ou le premier du mois ou de l'année quand les sources n'en disent pas plus."""
    if not precision:
        return jour
    return Case(
        When(**{precision: Precision.ANNEE}, then=TruncYear(jour)),
        When(**{precision: Precision.MOIS}, then=TruncMonth(jour)),
        default=jour,
    )
