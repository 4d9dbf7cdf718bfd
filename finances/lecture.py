"""Coûts, clés et adhésions lus en base, prêts pour le moteur : un nombre constant de requêtes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from finances.calculs import ZERO, ErreurDeCalcul, cout_complet
from finances.models import CleRepartition, CoutService, EvaluationCLECT
from finances.moteur import Presence, ServiceACalculer, Valeurs
from gouvernance.models import Collectivite, Population
from services_communs.models import Adhesion, ServiceCommun

Nature = CleRepartition.Nature
CENT = Decimal(100)


def lire_services(
    exercice: int, evaluation: EvaluationCLECT | None = None
) -> tuple[ServiceACalculer, ...]:
    """Services dont le coût est évalué, prêts à être partagés pour l'exercice.

    Avec une évaluation, ses coûts de l'exercice ; sans, le dernier coût connu de chaque service.
    Lève `ErreurDeCalcul`, qui dit tout ce qui manque, si une clé ou une valeur fait défaut.
    """
    return _Lecture(exercice, evaluation).services()


class _Lecture:
    def __init__(self, exercice: int, evaluation: EvaluationCLECT | None):
        self.exercice = exercice
        self.metropole = Collectivite.objects.metropole().get()
        self.couts = self._couts(evaluation)
        self.cles = {
            cle.service_id: cle
            for cle in CleRepartition.objects.pour_exercice(exercice)
            .order_by("date_debut")
            .prefetch_related("valeurs__collectivite", "tranches")
        }
        self.adhesions = defaultdict(lambda: defaultdict(list))
        for adhesion in Adhesion.objects.pour_exercice(exercice).avec_relations():
            payeur = adhesion.collectivite.commune or adhesion.collectivite
            self.adhesions[adhesion.service_id][payeur].append(adhesion)
        self.populations = {(p.collectivite_id, p.millesime): p for p in Population.objects.all()}
        self.manques: list[str] = []

    def _couts(self, evaluation: EvaluationCLECT | None) -> dict[int, dict[str, CoutService]]:
        couts = CoutService.objects.filter(exercice__lte=self.exercice)
        if evaluation:
            couts = CoutService.objects.filter(evaluation=evaluation, exercice=self.exercice)
        par_service = defaultdict(dict)
        for cout in couts.order_by("exercice", "evaluation__date", "pk"):
            connus = par_service[cout.service_id]
            if any(autre.exercice < cout.exercice for autre in connus.values()):
                connus.clear()
            connus[cout.nature] = cout
        return par_service

    def services(self) -> tuple[ServiceACalculer, ...]:
        evalues = ServiceCommun.objects.filter(pk__in=self.couts)
        prets = [self._service(service) for service in evalues]
        if self.manques:
            raise ErreurDeCalcul(" ".join(self.manques))
        return tuple(pret for pret in prets if pret)

    def _service(self, service: ServiceCommun) -> ServiceACalculer | None:
        cle = self.cles.get(service.pk)
        if cle is None:
            self.manques.append(f"{service} n’a pas de clé de répartition en {self.exercice}.")
            return None
        gratuite = cle.nature == Nature.GRATUITE
        return ServiceACalculer(
            code=service.code,
            nom=service.nom,
            cout=cout_du_service(self.couts[service.pk].values()),
            cle=cle.get_nature_display(),
            metropole=self.metropole.nom,
            depuis=service.date_debut,
            part_metropole=CENT if gratuite else cle.part_metropole,
            valeurs=VALEURS.get(cle.nature, Valeurs.POIDS),
            presences=() if gratuite else tuple(self._presences(service, cle)),
        )

    def _presences(self, service: ServiceCommun, cle: CleRepartition) -> Iterable[Presence]:
        saisies = defaultdict(Decimal)
        for valeur in cle.valeurs.all():
            saisies[valeur.collectivite.commune_id or valeur.collectivite_id] += valeur.valeur
        presents = self.adhesions[service.pk]
        for payeur, adhesions in sorted(presents.items(), key=lambda p: p[0].nom_de_tri):
            valeur = self._valeur(cle, payeur, saisies)
            if valeur is None:
                self.manques.append(f"{service} : {payeur} n’a pas de valeur dans la clé.")
                continue
            yield Presence(
                payeur=payeur.nom,
                valeur=valeur,
                debut=min(adhesion.date_debut for adhesion in adhesions),
                fin=_derniere_fin(adhesions),
            )
        if self.metropole.pk in saisies:
            valeur = saisies[self.metropole.pk]
            yield Presence(self.metropole.nom, valeur, service.date_debut)

    def _valeur(
        self, cle: CleRepartition, payeur: Collectivite, saisies: dict[int, Decimal]
    ) -> Decimal | None:
        """Valeur saisie, population ou forfait de la commune, CCAS compris."""
        if cle.nature not in {Nature.POPULATION, Nature.FORFAIT}:
            return saisies.get(payeur.pk)
        population = self.populations.get((payeur.pk, cle.millesime))
        habitants = getattr(population, cle.type_population, None)
        if habitants is None or cle.nature == Nature.POPULATION:
            return None if habitants is None else Decimal(habitants)
        return next(
            (
                tranche.montant
                for tranche in cle.tranches.all()
                if tranche.population_min <= habitants
                and (tranche.population_max is None or habitants <= tranche.population_max)
            ),
            None,
        )


VALEURS = {Nature.FORFAIT: Valeurs.MONTANTS, Nature.POURCENTAGES: Valeurs.POURCENTAGES}


def cout_du_service(couts: Iterable[CoutService]) -> Decimal:
    """Coût annuel, charges de support comprises."""
    par_nature = {cout.nature: cout for cout in couts}
    personnel = par_nature.get(CoutService.Nature.PERSONNEL)
    support = par_nature.get(CoutService.Nature.SUPPORT)
    return cout_complet(
        [cout.montant for cout in par_nature.values()],
        personnel.montant if personnel else ZERO,
        support.taux if support else ZERO,
    )


def _derniere_fin(adhesions: list[Adhesion]) -> date | None:
    fins = [adhesion.date_fin for adhesion in adhesions]
    return None if None in fins else max(fins)
