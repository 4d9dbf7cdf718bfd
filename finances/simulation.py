"""Ce que changeraient des adhésions, des retraits, des coûts ou des clés : rien n'est écrit.

« Aujourd'hui » et le scénario passent par le même moteur ; sans changement, ils sont égaux.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self

from finances.calculs import (
    CENTIME,
    ZERO,
    ErreurDeCalcul,
    ajustement_attribution,
    arrondir,
    effet_sur_le_cif,
)
from finances.moteur import (
    Arrondi,
    Presence,
    Prorata,
    ServiceACalculer,
    calculer_service,
    prorata_de_presence,
)

DIX_MILLIEME = Decimal("0.0001")
DELAI_DU_CIF = 2


class Nature(StrEnum):
    ADHESION = "adhesion"
    RETRAIT = "retrait"
    COUT = "cout"
    VALEUR = "valeur"


@dataclass(frozen=True, slots=True)
class Changement:
    """Hypothèse prête au calcul.

    `valeurs` donne, par exercice, la valeur du payeur dans la clé pour une adhésion, le coût
    annuel ou la valeur de clé supposés ; un exercice absent n'est pas changé.
    """

    nature: Nature
    service: str
    date_effet: date
    payeur: str = ""
    valeurs: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Montants:
    """Ce qui est dû aujourd'hui, et ce qui le serait."""

    aujourd_hui: Decimal = ZERO
    scenario: Decimal = ZERO

    @property
    def ecart(self) -> Decimal:
        return self.scenario - self.aujourd_hui

    @property
    def effet_sur_l_ac(self) -> Decimal:
        """Variation de l'attribution, si tout est imputé ; ce qui est déjà valorisé s'annule."""
        return ajustement_attribution(self.scenario) - ajustement_attribution(self.aujourd_hui)

    def __add__(self, autre: Self) -> "Montants":
        return Montants(self.aujourd_hui + autre.aujourd_hui, self.scenario + autre.scenario)


@dataclass(frozen=True, slots=True)
class LigneSimulee:
    """Un payeur, exercice par exercice."""

    payeur: str
    par_exercice: tuple[Montants, ...]

    @property
    def total(self) -> Montants:
        return sum(self.par_exercice, Montants())


@dataclass(frozen=True, slots=True)
class EffetCIF:
    exercice: int
    hausse: Fraction


@dataclass(frozen=True, slots=True)
class Simulation:
    """Résultat d'un scénario ; la somme des payeurs est le total, et celle des exercices aussi."""

    exercices: tuple[int, ...]
    lignes: tuple[LigneSimulee, ...]
    sans_effet: tuple[Changement, ...] = ()
    impossibles: tuple[str, ...] = ()

    @property
    def totaux(self) -> tuple[Montants, ...]:
        return tuple(
            sum((ligne.par_exercice[rang] for ligne in self.lignes), Montants())
            for rang in range(len(self.exercices))
        )

    @property
    def total(self) -> Montants:
        return sum(self.totaux, Montants())

    def sans(self, payeur: str) -> "Simulation":
        """Sans la part que garde la métropole : ce que paient les communes."""
        return replace(self, lignes=tuple(ligne for ligne in self.lignes if ligne.payeur != payeur))

    def reduite_a(self, payeurs: Iterable[str], autres: str) -> "Simulation":
        """Ces payeurs seulement ; tous les autres réunis en une ligne, pour le même total."""
        gardes = set(payeurs)
        siennes = [ligne for ligne in self.lignes if ligne.payeur in gardes]
        reste = replace(
            self, lignes=tuple(ligne for ligne in self.lignes if ligne.payeur not in gardes)
        )
        if reste.lignes:
            siennes.append(LigneSimulee(autres, reste.totaux))
        return replace(self, lignes=tuple(siennes))

    def effets_sur_le_cif(self, denominateur: Decimal) -> tuple[EffetCIF, ...]:
        """Effet de chaque exercice sur le CIF, deux ans après, si tout écart est imputé.

        Unités : euros ; `self` ne compte que les communes (`sans` la métropole).
        Erreurs : `ErreurDeCalcul` si le dénominateur n'est pas positif.
        Source : CGCT, art. L. 5211-29 et L. 5211-4-2, 4e alinéa.
        """
        return tuple(
            EffetCIF(exercice + DELAI_DU_CIF, effet_sur_le_cif(total.ecart, denominateur))
            for exercice, total in zip(self.exercices, self.totaux, strict=True)
        )


def simuler(
    services_par_exercice: Mapping[int, Sequence[ServiceACalculer]],
    hypotheses: Iterable[Changement],
    exercices: Sequence[int],
    arrondi: Arrondi,
    prorata: Prorata,
) -> Simulation:
    """Aujourd'hui et le scénario, pour chaque payeur et chaque exercice.

    Un service que le moteur ne peut pas partager, aujourd'hui ou dans le scénario, est écarté des
    deux côtés et nommé dans `impossibles`.

    Unités : euros entiers par exercice.
    Erreurs : aucune.
    Source : même calcul que `moteur.calculer`.
    """
    changements: dict[str, list[Changement]] = {}
    for changement in sorted(hypotheses, key=lambda changement: changement.date_effet):
        changements.setdefault(changement.service, []).append(changement)
    cumul = _Cumul(len(exercices))
    agissants: set[int] = set()
    for rang, exercice in enumerate(exercices):
        for service in services_par_exercice.get(exercice, ()):
            suppose = service
            for changement in changements.get(service.code, ()):
                change = appliquer(suppose, changement, exercice, prorata)
                if change != suppose:
                    agissants.add(id(changement))
                suppose = change
            cumul.ajouter(rang, exercice, service, suppose, (arrondi, prorata))
    tous = [changement for groupe in changements.values() for changement in groupe]
    return Simulation(
        exercices=tuple(exercices),
        lignes=cumul.lignes(),
        sans_effet=tuple(changement for changement in tous if id(changement) not in agissants),
        impossibles=tuple(cumul.impossibles),
    )


class _Cumul:
    """Montants qui s'ajoutent, service après service."""

    def __init__(self, nombre: int):
        self.nombre = nombre
        self.aujourd_hui: dict[str, list[Decimal]] = {}
        self.scenario: dict[str, list[Decimal]] = {}
        self.impossibles: dict[str, None] = {}

    def ajouter(
        self,
        rang: int,
        exercice: int,
        service: ServiceACalculer,
        suppose: ServiceACalculer,
        regles: tuple[Arrondi, Prorata],
    ) -> None:
        try:
            lignes = calculer_service(service, exercice, *regles)
            simulees = (
                lignes if suppose is service else calculer_service(suppose, exercice, *regles)
            )
        except ErreurDeCalcul as erreur:
            self.impossibles[str(erreur)] = None
            return
        for montants, calculees in [(self.aujourd_hui, lignes), (self.scenario, simulees)]:
            for ligne in calculees:
                if ligne.payeur not in montants:
                    montants[ligne.payeur] = [ZERO] * self.nombre
                montants[ligne.payeur][rang] += ligne.montant

    def lignes(self) -> tuple[LigneSimulee, ...]:
        rien = [ZERO] * self.nombre
        return tuple(
            LigneSimulee(
                payeur,
                tuple(
                    map(
                        Montants,
                        self.aujourd_hui.get(payeur, rien),
                        self.scenario.get(payeur, rien),
                    )
                ),
            )
            for payeur in self.aujourd_hui | self.scenario
        )


def appliquer(
    service: ServiceACalculer, changement: Changement, exercice: int, prorata: Prorata
) -> ServiceACalculer:
    """Le service de l'exercice, l'hypothèse faite ; le même objet si elle n'y change rien.

    Une présence réelle n'est jamais avancée ni prolongée. Un coût ou une valeur qui change en
    cours d'exercice compte pour le temps qu'il y vaut.
    """
    if changement.date_effet.year > exercice:
        return service
    presences = {presence.payeur: presence for presence in service.presences}
    presence = presences.get(changement.payeur)
    valeur = changement.valeurs.get(exercice)
    part = prorata_de_presence(changement.date_effet, None, exercice, prorata)
    match changement.nature:
        case Nature.COUT if valeur is not None:
            cout = _au_temps_ecoule(service.cout, valeur, part, CENTIME)
            return service if cout == service.cout else replace(service, cout=cout)
        case Nature.ADHESION if presence is None and valeur is not None:
            entree = Presence(changement.payeur, valeur, changement.date_effet)
            return replace(service, presences=(*service.presences, entree))
        case Nature.RETRAIT if presence is not None:
            veille = changement.date_effet - timedelta(days=1)
            if presence.fin is not None and presence.fin <= veille:
                return service
            presences[presence.payeur] = replace(presence, fin=veille)
        case Nature.VALEUR if presence is not None and valeur is not None:
            nouvelle = _au_temps_ecoule(presence.valeur, valeur, part, DIX_MILLIEME)
            presences[presence.payeur] = replace(presence, valeur=nouvelle)
        case _:
            return service
    changees = tuple(presences.values())
    return service if changees == service.presences else replace(service, presences=changees)


def _au_temps_ecoule(avant: Decimal, apres: Decimal, part: Fraction, pas: Decimal) -> Decimal:
    return arrondir(Fraction(avant) * (1 - part) + Fraction(apres) * part, pas)
