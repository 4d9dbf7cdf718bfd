"""Un scénario et la base, prêts pour la simulation : ce qui manque est dit, jamais inventé."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from finances.calculs import ZERO
from finances.lecture import CENT, Lecture
from finances.models import CleRepartition, Hypothese, Scenario
from finances.moteur import ServiceACalculer
from finances.simulation import Changement, Nature
from gouvernance.models import Collectivite
from services_communs.models import ServiceCommun

COUT_MANQUANT = "cout"
CLE_MANQUANTE = "cle"
POPULATION_MANQUANTE = "population"
VALEUR_MANQUANTE = "valeur"


@dataclass(frozen=True, slots=True)
class Manque:
    """Donnée sans laquelle un service n'est pas simulé, ou une adhésion n'y est pas faite."""

    service: str
    quoi: str
    payeur: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Ce que `simuler` attend, et ce qu'il faut en dire.

    `supposes` : coûts et valeurs de clé inconnus que le scénario suppose, pour aujourd'hui aussi ;
    `hors_simulation` : services sans coût connu auxquels le scénario ne touche pas.
    """

    services: Mapping[int, tuple[ServiceACalculer, ...]]
    changements: tuple[Changement, ...]
    manques: tuple[Manque, ...]
    supposes: frozenset[tuple[Nature, str, str]]
    cles_supposees: tuple[str, ...]
    hors_simulation: tuple[str, ...]


def preparer(
    lecture: Lecture,
    scenario: Scenario,
    hypotheses: Sequence[Hypothese],
    exercices: Sequence[int],
) -> Preparation:
    preparateur = _Preparateur(lecture, scenario, hypotheses)
    services = {exercice: preparateur.services(exercice) for exercice in exercices}
    return Preparation(
        services=services,
        changements=tuple(preparateur.changements(exercices)),
        manques=tuple(preparateur.manques),
        supposes=frozenset(preparateur.supposes),
        cles_supposees=tuple(preparateur.cles_supposees),
        hors_simulation=tuple(preparateur.hors_simulation),
    )


class _Preparateur:
    def __init__(self, lecture: Lecture, scenario: Scenario, hypotheses: Sequence[Hypothese]):
        self.lecture = lecture
        self.scenario = scenario
        self.hypotheses = sorted(hypotheses, key=lambda h: h.date_effet)
        self.touches = {hypothese.service_id for hypothese in hypotheses}
        # Des dictionnaires plutôt que des ensembles : l'ordre de lecture est gardé.
        self.manques: dict[Manque, None] = {}
        self.cles_supposees: dict[str, None] = {}
        self.hors_simulation: dict[str, None] = {}
        self.supposes: set[tuple[Nature, str, str]] = set()
        self.entrees: dict[int, dict[int, Decimal]] = {}

    def services(self, exercice: int) -> tuple[ServiceACalculer, ...]:
        ouverts = [
            service
            for service in self.lecture.services.values()
            if service.date_debut.year <= exercice
            and (service.date_fin is None or service.date_fin.year >= exercice)
        ]
        prets = [self._service(service, exercice) for service in ouverts]
        return tuple(pret for pret in prets if pret)

    def _service(self, service: ServiceCommun, exercice: int) -> ServiceACalculer | None:
        cout = self._cout(service, exercice)
        if cout is None and service.pk not in self.touches:
            self.hors_simulation[service.nom] = None
            return None
        if cout is None:
            self.manques[Manque(service.nom, COUT_MANQUANT)] = None
        cle = self._cle(service, exercice)
        if cout is None or cle is None:
            return None
        pret = self.lecture.service_a_calculer(service, exercice, cout, cle)
        supposees = []
        sans_valeur = self.lecture.sans_valeur(service, cle, exercice)
        for adherent in self.lecture.adherents(service, exercice):
            payeur = adherent.payeur
            if payeur not in sans_valeur:
                continue
            valeur = self._supposee(Nature.VALEUR, service, exercice, payeur)
            if valeur is None:
                self.manques[Manque(service.nom, VALEUR_MANQUANTE, payeur.nom)] = None
                return None
            supposees.append(adherent.presence(valeur))
        self._preparer_entrees(service, exercice, cle)
        return replace(pret, presences=(*pret.presences, *supposees)) if supposees else pret

    def _cout(self, service: ServiceCommun, exercice: int) -> Decimal | None:
        cout = self.lecture.cout(service, exercice)
        return self._supposee(Nature.COUT, service, exercice) if cout is None else cout

    def _supposee(
        self,
        nature: Nature,
        service: ServiceCommun,
        exercice: int,
        payeur: Collectivite | None = None,
    ) -> Decimal | None:
        """Première hypothèse qui tient lieu de la donnée inconnue, pour aujourd'hui aussi."""
        for hypothese in self._hypotheses(service, nature):
            if hypothese.date_effet.year <= exercice and hypothese.commune == payeur:
                self.supposes.add((nature, service.code, payeur.nom if payeur else ""))
                return hypothese.valeur
        return None

    def _hypotheses(self, service: ServiceCommun, nature: Nature) -> Iterable[Hypothese]:
        return (h for h in self.hypotheses if h.service_id == service.pk and h.nature == nature)

    def _cle(self, service: ServiceCommun, exercice: int) -> CleRepartition | None:
        """La clé en vigueur ; la gratuité si le service est gratuit ; sinon, s'il est demandé,
        la population totale du dernier recensement connu pour tous les payeurs."""
        cle = self.lecture.cle(service, exercice)
        if cle is not None:
            return cle
        if service.est_gratuit:
            return CleRepartition(
                service=service, nature=CleRepartition.Nature.GRATUITE, part_metropole=CENT
            )
        if not self.scenario.partage_par_population:
            self.manques[Manque(service.nom, CLE_MANQUANTE)] = None
            return None
        entrants = [h.commune for h in self._hypotheses(service, Nature.ADHESION)]
        presents = [adherent.payeur for adherent in self.lecture.adherents(service, exercice)]
        millesime = self._millesime([*presents, *entrants])
        if millesime is None:
            self.manques[Manque(service.nom, POPULATION_MANQUANTE)] = None
            return None
        self.cles_supposees[f"{service.nom} (population totale {millesime})"] = None
        return CleRepartition(
            service=service,
            nature=CleRepartition.Nature.POPULATION,
            type_population=CleRepartition.TypePopulation.TOTALE,
            millesime=millesime,
        )

    def _millesime(self, payeurs: Sequence[Collectivite]) -> int | None:
        totales = {cle for cle, population in self.lecture.populations.items() if population.totale}
        communs = {millesime for _, millesime in totales}
        for payeur in payeurs:
            communs = {millesime for millesime in communs if (payeur.pk, millesime) in totales}
        return max(communs, default=None)

    def _preparer_entrees(self, service: ServiceCommun, exercice: int, cle: CleRepartition) -> None:
        """Valeur de chaque commune qui entrerait : saisie dans le scénario, sinon dans la clé."""
        for hypothese in self._hypotheses(service, Nature.ADHESION):
            if hypothese.date_effet.year > exercice:
                continue
            valeur = hypothese.valeur
            if cle.nature == CleRepartition.Nature.GRATUITE:
                valeur = ZERO
            elif valeur is None:
                valeur = self.lecture.valeur(cle, hypothese.commune)
            if valeur is None:
                valeur = self._supposee(Nature.VALEUR, service, exercice, hypothese.commune)
            if valeur is None:
                manque = Manque(service.nom, VALEUR_MANQUANTE, hypothese.commune.nom)
                self.manques[manque] = None
            else:
                self.entrees.setdefault(hypothese.pk, {})[exercice] = valeur

    def changements(self, exercices: Sequence[int]) -> Iterable[Changement]:
        for hypothese in self.hypotheses:
            valeurs = self.entrees.get(hypothese.pk, {})
            if hypothese.nature in {Nature.COUT, Nature.VALEUR}:
                valeurs = dict.fromkeys(exercices, hypothese.valeur)
            yield Changement(
                nature=Nature(hypothese.nature),
                service=hypothese.service.code,
                date_effet=hypothese.date_effet,
                payeur=hypothese.commune.nom if hypothese.commune else "",
                valeurs=valeurs,
            )
