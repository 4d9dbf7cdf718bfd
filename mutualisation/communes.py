"""Ce que chaque commune partage, paie et reçoit : les mêmes mots sur sa page et au rapport."""

from dataclasses import dataclass
from decimal import Decimal

from finances.calculs import ZERO, par_habitant
from finances.explication import ExplicationMontant


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
