"""Coûts, clés et adhésions lus en base, prêts pour le moteur : un nombre constant de requêtes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from finances.calculs import ZERO, ErreurDeCalcul, cout_complet
from finances.models import CleRepartition, CoutService, EvaluationCLECT, ValeurCle
from finances.moteur import Presence, ServiceACalculer, Valeurs
from gouvernance.models import Collectivite, Population
from gouvernance.periodes import Periode
from services_communs.models import Adhesion, ServiceCommun

Nature = CleRepartition.Nature
CENT = Decimal(100)
PAR_POPULATION = frozenset({Nature.POPULATION.value, Nature.FORFAIT.value})
VALEURS = {Nature.FORFAIT: Valeurs.MONTANTS, Nature.POURCENTAGES: Valeurs.POURCENTAGES}


def lire_services(
    exercice: int, evaluation: EvaluationCLECT | None = None
) -> tuple[ServiceACalculer, ...]:
    """Services dont le coût est évalué, prêts à être partagés pour l'exercice.

    Avec une évaluation, ses coûts de l'exercice ; sans, le dernier coût connu de chaque service.
    Lève `ErreurDeCalcul`, qui dit tout ce qui manque, si une clé ou une valeur fait défaut.
    """
    lecture = Lecture(exercice, exercice, evaluation)
    manques: list[str] = []
    prets = []
    for service in lecture.services.values():
        cout = lecture.cout(service, exercice)
        if cout is None:
            continue
        cle = lecture.cle(service, exercice)
        if cle is None:
            manques.append(f"{service} n’a pas de clé de répartition en {exercice}.")
            continue
        sans_valeur = lecture.sans_valeur(service, cle, exercice)
        manques += [
            f"{service} : {payeur} n’a pas de valeur dans la clé." for payeur in sans_valeur
        ]
        prets.append(lecture.service_a_calculer(service, exercice, cout, cle))
    if manques:
        raise ErreurDeCalcul(" ".join(manques))
    return tuple(prets)


@dataclass(frozen=True, slots=True)
class Adherent:
    """Une commune, pour elle et son CCAS, du début de la première adhésion à la dernière fin."""

    payeur: Collectivite
    debut: date
    fin: date | None

    def presence(self, valeur: Decimal) -> Presence:
        return Presence(self.payeur.nom, valeur, self.debut, self.fin)


class Lecture:
    """Ce qui sert à calculer des exercices qui se suivent, lu en une fois."""

    def __init__(self, premier: int, dernier: int, evaluation: EvaluationCLECT | None = None):
        # Une installation neuve n'a pas encore sa métropole.
        self.metropole = Collectivite.objects.metropole().first() or Collectivite(nom="Métropole")
        self.services = {service.pk: service for service in ServiceCommun.objects.all()}
        debut, fin = date(premier, 1, 1), date(dernier, 12, 31)
        couts = CoutService.objects.filter(exercice__lte=dernier)
        if evaluation:
            couts = CoutService.objects.filter(evaluation=evaluation, exercice=dernier)
        self.couts = par_service(couts.order_by("exercice", "evaluation__date", "pk"))
        valeurs = ValeurCle.objects.select_related("collectivite")
        self.cles = par_service(
            CleRepartition.objects.qui_chevauchent(debut, fin)
            .order_by("date_debut")
            .prefetch_related(Prefetch("valeurs", valeurs), "tranches")
        )
        self.adhesions = par_service(
            Adhesion.objects.qui_chevauchent(debut, fin).select_related("collectivite__commune")
        )
        self.populations = {(p.collectivite_id, p.millesime): p for p in Population.objects.all()}
        self._adherents: dict[tuple[int, int], list[Adherent]] = {}
        # Une clé supposée n'est pas en base : elle n'a pas de valeur saisie.
        self.saisies: dict[int | None, dict[int, Decimal]] = {None: {}}

    def cout(self, service: ServiceCommun, exercice: int) -> Decimal | None:
        """Coût annuel du dernier exercice évalué, au plus tard celui demandé."""
        connus: dict[str, CoutService] = {}
        for cout in self.couts[service.pk]:
            if cout.exercice > exercice:
                break
            if any(autre.exercice < cout.exercice for autre in connus.values()):
                connus.clear()
            connus[cout.nature] = cout
        return cout_du_service(connus.values()) if connus else None

    def cle(self, service: ServiceCommun, exercice: int) -> CleRepartition | None:
        """La dernière clé en vigueur dans l'exercice."""
        cles = [cle for cle in self.cles[service.pk] if touche(cle, exercice)]
        return cles[-1] if cles else None

    def adherents(self, service: ServiceCommun, exercice: int) -> list[Adherent]:
        """Communes de l'exercice, dans l'ordre de leurs noms, leur CCAS compris."""
        if (service.pk, exercice) not in self._adherents:
            reunies: dict[int, list[Adhesion]] = defaultdict(list)
            for adhesion in self.adhesions[service.pk]:
                if touche(adhesion, exercice):
                    collectivite = adhesion.collectivite
                    reunies[collectivite.commune_id or collectivite.pk].append(adhesion)
            adherents = [en_adherent(adhesions) for adhesions in reunies.values()]
            adherents.sort(key=lambda adherent: adherent.payeur.nom_de_tri)
            self._adherents[service.pk, exercice] = adherents
        return self._adherents[service.pk, exercice]

    def sans_valeur(
        self, service: ServiceCommun, cle: CleRepartition, exercice: int
    ) -> list[Collectivite]:
        """Adhérents de l'exercice dont la valeur manque dans la clé."""
        if cle.nature == Nature.GRATUITE:
            return []
        payeurs = [adherent.payeur for adherent in self.adherents(service, exercice)]
        return [payeur for payeur in payeurs if self.valeur(cle, payeur) is None]

    def service_a_calculer(
        self, service: ServiceCommun, exercice: int, cout: Decimal, cle: CleRepartition
    ) -> ServiceACalculer:
        gratuite = cle.nature == Nature.GRATUITE
        return ServiceACalculer(
            code=service.code,
            nom=service.nom,
            cout=cout,
            cle=cle.get_nature_display(),
            metropole=self.metropole.nom,
            depuis=service.date_debut,
            part_metropole=CENT if gratuite else cle.part_metropole,
            valeurs=VALEURS.get(cle.nature, Valeurs.POIDS),
            presences=() if gratuite else tuple(self._presences(service, exercice, cle)),
        )

    def _presences(
        self, service: ServiceCommun, exercice: int, cle: CleRepartition
    ) -> Iterable[Presence]:
        for adherent in self.adherents(service, exercice):
            valeur = self.valeur(cle, adherent.payeur)
            if valeur is not None:
                yield adherent.presence(valeur)
        valeur = self._saisies(cle).get(self.metropole.pk)
        if valeur is not None:
            yield Presence(self.metropole.nom, valeur, service.date_debut)

    def _saisies(self, cle: CleRepartition) -> dict[int, Decimal]:
        """Valeurs saisies dans la clé, celle d'un CCAS avec celle de sa commune."""
        if cle.pk not in self.saisies:
            saisies = defaultdict(Decimal)
            for valeur in cle.valeurs.all():
                saisies[valeur.collectivite.commune_id or valeur.collectivite_id] += valeur.valeur
            self.saisies[cle.pk] = saisies
        return self.saisies[cle.pk]

    def valeur(self, cle: CleRepartition, payeur: Collectivite) -> Decimal | None:
        """Valeur saisie, population ou forfait de la commune, CCAS compris."""
        if cle.nature not in PAR_POPULATION:
            return self._saisies(cle).get(payeur.pk)
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


def par_service(lignes: Iterable) -> dict[int, list]:
    rangees = defaultdict(list)
    for ligne in lignes:
        rangees[ligne.service_id].append(ligne)
    return rangees


def touche(periode: Periode, exercice: int) -> bool:
    """Vrai si la période court au moins un jour de l'exercice."""
    commencee = periode.date_debut is None or periode.date_debut.year <= exercice
    return commencee and (periode.date_fin is None or periode.date_fin.year >= exercice)


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


def en_adherent(adhesions: list[Adhesion]) -> Adherent:
    fins = [adhesion.date_fin for adhesion in adhesions]
    collectivite = adhesions[0].collectivite
    return Adherent(
        payeur=collectivite.commune or collectivite,
        debut=min(adhesion.date_debut for adhesion in adhesions),
        fin=None if None in fins else max(fins),
    )
