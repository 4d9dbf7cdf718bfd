"""La page d'un scénario : données figées, phrases faites, en un nombre constant de requêtes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum

from finances.lecture import Lecture
from finances.models import EvaluationCLECT, Hypothese, Scenario
from finances.moteur import Arrondi, Prorata
from finances.phrases_simulation import (
    AUTRES,
    coefficient,
    manque_en_clair,
    methode,
    phrase,
    remarques,
)
from finances.scenarios import Manque, preparer
from finances.simulation import LigneSimulee, Montants, Simulation, simuler
from gouvernance.francais import INSECABLE, accord, cle_de_tri, date_en_lettres, enumerer, nombre
from gouvernance.models import Collectivite
from services_communs.models import Effectif, ServiceCommun, TransfertAgents

COLONNES = ("aujourd’hui", "scénario", "écart")


@dataclass(frozen=True, slots=True)
class EffetEcrit:
    exercice: int
    effet: str


@dataclass(frozen=True, slots=True)
class AgentsDuService:
    """Ce que l'on sait des agents d'un service que le scénario touche."""

    service: ServiceCommun
    effectif: str
    transferes: str


@dataclass(frozen=True, slots=True)
class Resultat:
    """Un scénario calculé, tel que la personne peut le lire."""

    scenario: Scenario
    hypotheses: tuple[Hypothese, ...]
    simulation: Simulation
    communes: tuple[LigneSimulee, ...]
    phrase: str
    manques: tuple[str, ...]
    remarques: tuple[str, ...]
    cif: tuple[EffetEcrit, ...]

    @property
    def effets_sur_l_ac(self) -> tuple[LigneSimulee, ...]:
        """Communes dont l'attribution de compensation changerait."""
        return tuple(
            ligne
            for ligne in self.communes
            if any(montants.ecart for montants in ligne.par_exercice)
        )


@dataclass(frozen=True, slots=True)
class LigneComparee:
    payeur: str
    montants: tuple[Montants, ...]


@dataclass(frozen=True, slots=True)
class PageScenario:
    resultat: Resultat
    compares: tuple[Resultat, ...]
    lignes_comparees: tuple[LigneComparee, ...]
    totaux_compares: tuple[Montants, ...]
    agents: tuple[AgentsDuService, ...]
    methode: str
    hors_simulation: tuple[str, ...]

    @property
    def groupes(self) -> list[str]:
        """Groupes de colonnes du tableau des payeurs."""
        return groupes_de(self.resultat.simulation)

    @property
    def noms_compares(self) -> list[str]:
        return [resultat.scenario.nom for resultat in self.compares]


def construire_page(scenario: Scenario, autres: Sequence[Scenario], utilisateur) -> PageScenario:
    """Le scénario, comparé à d'autres sur ses exercices, réduit à ce que la personne peut lire."""
    exercices = range(scenario.premier_exercice, scenario.dernier_exercice + 1)
    lecture = Lecture(scenario.premier_exercice, scenario.dernier_exercice)
    visibles = None
    if not utilisateur.is_staff:
        visibles = set(Collectivite.objects.visibles_par(utilisateur).values_list("nom", flat=True))
    evaluation = EvaluationCLECT.objects.order_by("-date").first() or EvaluationCLECT()
    hypotheses = Hypothese.objects.filter(scenario__in=[scenario, *autres]).select_related(
        "service__domaine", "commune"
    )
    calcul = _Calcul(lecture, exercices, evaluation, visibles)
    par_scenario = {
        s.pk: [h for h in hypotheses if h.scenario_id == s.pk] for s in [scenario, *autres]
    }
    resultats = [calcul.resultat(s, par_scenario[s.pk]) for s in [scenario, *autres]]
    noms = {ligne.payeur: None for resultat in resultats for ligne in resultat.simulation.lignes}
    return PageScenario(
        resultat=resultats[0],
        compares=tuple(resultats) if autres else (),
        lignes_comparees=tuple(comparer(nom, resultats) for nom in noms),
        totaux_compares=tuple(resultat.simulation.total for resultat in resultats),
        agents=lire_agents({h.service_id for h in par_scenario[scenario.pk]}),
        methode=methode(evaluation),
        hors_simulation=calcul.hors_simulation,
    )


class _Calcul:
    def __init__(
        self,
        lecture: Lecture,
        exercices: Sequence[int],
        evaluation: EvaluationCLECT,
        visibles: set[str] | None,
    ):
        self.lecture = lecture
        self.exercices = exercices
        self.regles = Arrondi(evaluation.arrondi), Prorata(evaluation.prorata)
        self.visibles = visibles
        self.hors_simulation: tuple[str, ...] = ()

    def resultat(self, scenario: Scenario, hypotheses: list[Hypothese]) -> Resultat:
        preparation = preparer(self.lecture, scenario, hypotheses, self.exercices)
        self.hors_simulation = self.hors_simulation or preparation.hors_simulation
        entiere = simuler(
            preparation.services, preparation.changements, self.exercices, *self.regles
        )
        entiere = ranger(entiere, self.lecture.metropole.nom)
        des_communes = entiere.sans(self.lecture.metropole.nom)
        simulation = entiere
        if self.visibles is not None:
            simulation = entiere.reduite_a(self.visibles, AUTRES)
        denominateur = scenario.denominateur_cif
        effets = des_communes.effets_sur_le_cif(denominateur) if denominateur else ()
        return Resultat(
            scenario=scenario,
            hypotheses=tuple(hypotheses),
            simulation=simulation,
            communes=tuple(ligne for ligne in des_communes.lignes if self._visible(ligne.payeur)),
            phrase=phrase(simulation),
            manques=tuple(dict.fromkeys(self._manque(manque) for manque in preparation.manques)),
            remarques=tuple(remarques(preparation, simulation, hypotheses)),
            cif=tuple(EffetEcrit(effet.exercice, coefficient(effet.hausse)) for effet in effets),
        )

    def _visible(self, payeur: str) -> bool:
        return self.visibles is None or payeur in self.visibles

    def _manque(self, manque: Manque) -> str:
        payeur = manque.payeur if self._visible(manque.payeur) else "une autre commune"
        return manque_en_clair(manque, payeur)


def ranger(simulation: Simulation, metropole: str) -> Simulation:
    """La métropole d'abord, puis les communes dans l'ordre de leurs noms."""
    rangees = sorted(
        simulation.lignes,
        key=lambda ligne: (ligne.payeur != metropole, cle_de_tri(ligne.payeur)),
    )
    return replace(simulation, lignes=tuple(rangees))


def comparer(payeur: str, resultats: Sequence[Resultat]) -> LigneComparee:
    return LigneComparee(
        payeur,
        tuple(
            next(
                (ligne.total for ligne in resultat.simulation.lignes if ligne.payeur == payeur),
                Montants(),
            )
            for resultat in resultats
        ),
    )


def lire_agents(services: Iterable[int]) -> tuple[AgentsDuService, ...]:
    """Effectif observé du domaine et transferts nommément rattachés au service."""
    observes = Effectif.objects.filter(domaine=OuterRef("domaine"), perimetre="").order_by("-date")
    transferes = (
        TransfertAgents.objects.filter(service=OuterRef("pk"))
        .order_by()
        .values("service")
        .annotate(total=Sum("agents"))
    )
    lignes = ServiceCommun.objects.filter(pk__in=services).annotate(
        nombre_agents=Subquery(observes.values("agents")[:1]),
        nombre_etp=Subquery(observes.values("etp")[:1]),
        observe_le=Subquery(observes.values("date")[:1]),
        nombre_transferes=Subquery(transferes.values("total")),
    )
    return tuple(
        AgentsDuService(
            service=ligne,
            effectif=effectif(ligne.nombre_agents, ligne.nombre_etp, ligne.observe_le),
            transferes=agents(ligne.nombre_transferes) if ligne.nombre_transferes else "inconnu",
        )
        for ligne in lignes
    )


def agents(quantite: int) -> str:
    return f"{nombre(quantite)}{INSECABLE}{accord(quantite, 'agent')}"


def effectif(quantite: int | None, etp: Decimal | None, jour: date | None) -> str:
    if jour is None:
        return "inconnu"
    grandeurs = [
        *([agents(quantite)] if quantite is not None else []),
        *([f"{nombre(etp)}{INSECABLE}ETP"] if etp is not None else []),
    ]
    return f"{enumerer(grandeurs)} au {date_en_lettres(jour)}"


def groupes_de(simulation: Simulation) -> list[str]:
    return ["Ensemble", *map(str, simulation.exercices)]
