"""Ce que chaque commune partage, paie et reçoit : même lecture pour sa page et pour le rapport."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, groupby

from django.db.models import Q

from finances.calculs import ZERO, par_habitant
from finances.explication import ExplicationMontant, expliquer_toutes
from finances.models import Participation
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite
from gouvernance.querysets import CollectiviteQuerySet
from services_communs.models import (
    Adhesion,
    Cooperation,
    PartieCooperation,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)


@dataclass(frozen=True, slots=True)
class ServiceRejoint:
    code: str
    nom: str
    qui: str
    depuis: str
    est_gratuit: bool


@dataclass(frozen=True, slots=True)
class ServiceOffert:
    code: str
    nom: str
    est_gratuit: bool


@dataclass(frozen=True, slots=True)
class MontantVote:
    """Participation votée pour un exercice, ou la part refacturée."""

    objet: str
    exercices: str
    montant: Decimal
    deja_valorise: Decimal
    ajustement: Decimal
    est_refacture: bool
    mois: int | None
    adresse: str
    explication: ExplicationMontant


@dataclass(frozen=True, slots=True)
class AgentsTransferes:
    domaine: str
    origine: str
    quand: str
    agents: int


@dataclass(frozen=True, slots=True)
class AideRecue:
    domaine: str
    objet: str


@dataclass(frozen=True, slots=True)
class CooperationDeLaCommune:
    objet: str
    forme: str
    avec: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FicheCommune:
    code_insee: str
    nom: str
    de: str
    annee: int
    a_ccas: bool
    population: int | None
    millesime: int | None
    sieges: int | None
    total_sieges: int
    membre_depuis: str
    services: tuple[ServiceRejoint, ...]
    services_offerts: tuple[ServiceOffert, ...]
    services_precedents: int
    montants: tuple[MontantVote, ...]
    montants_precedents: tuple[MontantVote, ...]
    transferts: tuple[AgentsTransferes, ...]
    aides: tuple[AideRecue, ...]
    cooperations: tuple[CooperationDeLaCommune, ...]

    @property
    def participation(self) -> Decimal:
        """Part imputée sur l'attribution de compensation, en euros."""
        return sum((m.montant for m in self.montants if not m.est_refacture), ZERO)

    @property
    def participation_precedente(self) -> Decimal | None:
        imputes = [m.montant for m in self.montants_precedents if not m.est_refacture]
        return sum(imputes, ZERO) if imputes else None

    @property
    def refacturation(self) -> Decimal:
        return sum((m.montant for m in self.montants if m.est_refacture), ZERO)

    @property
    def contribution(self) -> Decimal:
        """Coût total de la mutualisation pour la commune : part imputée et part refacturée."""
        return self.participation + self.refacturation

    @property
    def ajustement(self) -> Decimal:
        return sum((m.ajustement for m in self.montants), ZERO)

    @property
    def deja_valorise(self) -> Decimal:
        return sum((m.deja_valorise for m in self.montants), ZERO)

    @property
    def par_habitant(self) -> Decimal | None:
        return par_habitant(self.contribution, self.population) if self.population else None

    @property
    def agents_transferes(self) -> int:
        return sum(transfert.agents for transfert in self.transferts)

    @property
    def nombre_services(self) -> int:
        return len(self.services) + len(self.services_offerts)


def lire_fiches_communes(communes: CollectiviteQuerySet, annee: int) -> tuple[FicheCommune, ...]:
    """Fiches des communes à la fin de l'exercice, en un nombre constant de requêtes."""
    liste = list(communes.select_related("ccas").avec_population_et_sieges_en(annee))
    lecture = _Lecture(liste, annee)
    return tuple(lecture.fiche(commune) for commune in liste)


class _Lecture:
    """Tout ce qu'il faut pour les fiches, lu une fois et rangé par commune."""

    def __init__(self, communes: Iterable[Collectivite], annee: int):
        self.annee = annee
        self.jour = date(annee, 12, 31)
        self.an_dernier = date(annee - 1, 12, 31)
        self.cles = [commune.pk for commune in communes]
        self.services = list(ServiceCommun.objects.en_cours_le(self.jour))
        self.adhesions = self._par_commune(
            Adhesion.objects.qui_chevauchent(self.an_dernier, self.jour), "collectivite", "service"
        )
        self.participations = self._par_commune(
            # Les exercices suivants disent l'année pleine d'un montant partiel.
            Participation.objects.applicables().qui_chevauchent(annee - 1, None),
            "payeur",
            "evaluation",
            "deliberation",
        )
        self.explications = expliquer_toutes([*chain(*self.participations.values())])
        self.transferts = self._par_commune(
            TransfertAgents.objects.jusqu_a(annee), "origine", "domaine"
        )
        self.aides = self._par_commune(Saisine.objects.filter(annee=annee), "commune", "domaine")
        self.cooperations = self._cooperations()

    def _par_commune(self, lignes, champ: str, *relations: str) -> dict[int, list]:
        """Lignes rangées sous la commune, celles d'un CCAS sous sa commune de rattachement."""
        de_la_commune = Q(**{f"{champ}__in": self.cles})
        du_ccas = Q(**{f"{champ}__commune__in": self.cles})
        rangees = defaultdict(list)
        for ligne in lignes.filter(de_la_commune | du_ccas).select_related(champ, *relations):
            collectivite = getattr(ligne, champ)
            rangees[collectivite.commune_id or collectivite.pk].append(ligne)
        return rangees

    def _cooperations(self) -> dict[int, list[tuple[Cooperation, list[PartieCooperation]]]]:
        """Coopérations de l'exercice et leurs parties, sous chacune des parties."""
        parties = PartieCooperation.objects.filter(
            cooperation__in=Cooperation.objects.pour_exercice(self.annee)
        ).select_related("cooperation", "collectivite")
        rangees = defaultdict(list)
        for cooperation, lignes in groupby(
            parties.order_by("cooperation", "pk"), key=lambda partie: partie.cooperation
        ):
            ensemble = list(lignes)
            for partie in ensemble:
                rangees[partie.collectivite_id].append((cooperation, ensemble))
        return rangees

    def fiche(self, commune: Collectivite) -> FicheCommune:
        services = self._services(commune)
        rejoints = {service.code for service in services}
        debut = commune.date_debut
        return FicheCommune(
            code_insee=commune.code_insee,
            nom=commune.nom,
            de=commune.de,
            annee=self.annee,
            a_ccas=hasattr(commune, "ccas"),
            population=commune.population,
            millesime=commune.millesime,
            sieges=commune.nombre_sieges,
            total_sieges=commune.total_sieges or 0,
            membre_depuis=date_en_lettres(debut, commune.precision_debut) if debut else "",
            services=services,
            services_offerts=tuple(
                ServiceOffert(service.code, service.nom, service.est_gratuit)
                for service in self.services
                if service.code not in rejoints
            ),
            services_precedents=len(self._adhesions(commune, self.an_dernier)),
            montants=self._montants(commune, self.annee),
            montants_precedents=self._montants(commune, self.annee - 1),
            transferts=tuple(
                AgentsTransferes(
                    domaine=t.domaine.titre,
                    origine=t.origine.get_nature_display(),
                    quand=date_en_lettres(t.date_effet, t.precision),
                    agents=t.agents,
                )
                for t in self.transferts[commune.pk]
            ),
            aides=tuple(AideRecue(s.domaine.titre, s.objet) for s in self.aides[commune.pk]),
            cooperations=tuple(
                _cooperation(cooperation, parties, commune)
                for cooperation, parties in self.cooperations[commune.pk]
            ),
        )

    def _montants(self, commune: Collectivite, annee: int) -> tuple[MontantVote, ...]:
        return tuple(
            _montant(p, self.explications[p.pk])
            for p in self.participations[commune.pk]
            if p.s_applique_en(annee)
        )

    def _adhesions(self, commune: Collectivite, jour: date) -> dict[int, list[Adhesion]]:
        """Adhésions de la commune et de son CCAS en vigueur ce jour-là, par service."""
        adhesions = defaultdict(list)
        for adhesion in self.adhesions[commune.pk]:
            if adhesion.est_en_cours_le(jour):
                adhesions[adhesion.service_id].append(adhesion)
        return adhesions

    def _services(self, commune: Collectivite) -> tuple[ServiceRejoint, ...]:
        adhesions = self._adhesions(commune, self.jour)
        return tuple(
            ServiceRejoint(
                code=service.code,
                nom=service.nom,
                qui=_qui(adhesions[service.pk]),
                depuis=min(adhesions[service.pk], key=lambda a: a.date_debut).depuis,
                est_gratuit=service.est_gratuit,
            )
            for service in self.services
            if service.pk in adhesions
        )


def _qui(adhesions: list[Adhesion]) -> str:
    """« commune », « CCAS » ou « commune et CCAS »."""
    natures = {adhesion.collectivite.get_nature_display() for adhesion in adhesions}
    return " et ".join(sorted(natures, reverse=True))


def _montant(participation: Participation, explication: ExplicationMontant) -> MontantVote:
    return MontantVote(
        objet=participation.objet,
        exercices=participation.exercices,
        montant=participation.montant,
        deja_valorise=participation.deja_valorise,
        ajustement=participation.ajustement,
        est_refacture=participation.mode == Participation.Mode.REFACTURATION,
        mois=participation.mois,
        adresse=participation.get_absolute_url(),
        explication=explication,
    )


def _cooperation(
    cooperation: Cooperation, parties: Iterable[PartieCooperation], commune: Collectivite
) -> CooperationDeLaCommune:
    autres = [p.collectivite.nom for p in parties if p.collectivite_id != commune.pk]
    if cooperation.autres_parties:
        autres.append(cooperation.autres_parties)
    return CooperationDeLaCommune(cooperation.objet, cooperation.get_forme_display(), tuple(autres))
