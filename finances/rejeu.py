"""Calcul d'une participation rejoué service par service, si les coûts et les clés sont connus."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finances.calculs import CENTIME, ZERO, ErreurDeCalcul, arrondir
from finances.chapitres import libelle_du_payeur
from finances.couts import TableauDesCouts, lire_couts_evalues
from finances.explication import ExplicationMontant, lire_explication
from finances.lecture import lire_services
from finances.models import EvaluationCLECT, Participation
from finances.moteur import Arrondi, LigneCalculee, Prorata, calculer
from gouvernance.francais import ABSENT, INSECABLE, euros, nombre


@dataclass(frozen=True, slots=True)
class LigneRejouee:
    """Part d'un payeur dans le coût d'un service, pas à pas, déjà écrite."""

    service: str
    payeur: str
    cout: str
    cle: str
    valeur: str
    part: str
    prorata: str
    exact: str
    montant: Decimal


@dataclass(frozen=True, slots=True)
class PageParticipation:
    participation: Participation
    payeur: str
    explication: ExplicationMontant
    lignes: tuple[LigneRejouee, ...]
    couts: TableauDesCouts | None
    calcul_impossible: bool

    @property
    def total(self) -> Decimal:
        return sum((ligne.montant for ligne in self.lignes), ZERO)

    @property
    def a_change_depuis(self) -> bool:
        """Vrai si les coûts ou les clés ne donnent plus ce qu'ils donnaient au calcul."""
        calcule = self.participation.montant_calcule
        return bool(self.lignes) and calcule is not None and calcule != self.total


def construire_page(participation: Participation) -> PageParticipation:
    """Explication d'un montant, et son calcul s'il peut être rejoué."""
    exercice = participation.exercice_debut
    tableaux = lire_couts_evalues(participation.evaluation) if participation.evaluation else ()
    couts = next((tableau for tableau in tableaux if tableau.exercice == exercice), None)
    lignes, echec = _rejouer(participation) if couts else ((), False)
    return PageParticipation(
        participation=participation,
        payeur=libelle_du_payeur(participation.payeur),
        explication=lire_explication(participation),
        lignes=lignes,
        couts=_restreindre(couts, {ligne.service for ligne in lignes}) if couts else None,
        calcul_impossible=echec,
    )


def _rejouer(participation: Participation) -> tuple[tuple[LigneRejouee, ...], bool]:
    code = participation.service.code if participation.service else None
    try:
        lignes = rejouer(participation.evaluation, participation.exercice_debut)
    except ErreurDeCalcul:
        return (), True
    du_payeur = [ligne for ligne in lignes if ligne.payeur == participation.payeur.nom]
    noms = noms_des_services(participation.evaluation)
    voulues = [ligne for ligne in du_payeur if code in {None, ligne.service}]
    return tuple(ecrire_ligne(ligne, noms[ligne.service]) for ligne in voulues), False


def rejouer(evaluation: EvaluationCLECT, exercice: int) -> tuple[LigneCalculee, ...]:
    """Lignes calculées pour l'exercice ; lève `ErreurDeCalcul` si une clé ou une valeur manque."""
    services = lire_services(exercice, evaluation)
    return calculer(services, exercice, Arrondi(evaluation.arrondi), Prorata(evaluation.prorata))


def noms_des_services(evaluation: EvaluationCLECT) -> dict[str, str]:
    return dict(evaluation.couts.order_by().values_list("service__code", "service__nom"))


def ecrire_ligne(ligne: LigneCalculee, service: str) -> LigneRejouee:
    valeur = ABSENT
    if ligne.valeur is not None:
        valeur = f"{nombre(ligne.valeur)} sur {nombre(ligne.total_valeurs)}"
    return LigneRejouee(
        service=service,
        payeur=ligne.payeur,
        cout=_au_centime(Fraction(ligne.cout)),
        cle=ligne.cle,
        valeur=valeur,
        part=_pourcentage(ligne.quote),
        prorata=ecrire_prorata(ligne.prorata),
        exact=_au_centime(ligne.exact),
        montant=ligne.montant,
    )


def ecrire_prorata(fraction: Fraction) -> str:
    """« 8/12 », « 245/365 », ou « année entière »."""
    if fraction == 1:
        return "année entière"
    entier = next((n for n in (12, 365, 366) if n % fraction.denominator == 0), None)
    return f"{fraction * entier}/{entier}" if entier else str(fraction)


def _pourcentage(quote: Fraction) -> str:
    return f"{nombre(arrondir(quote * 100, CENTIME))}{INSECABLE}%"


def _au_centime(montant: Fraction) -> str:
    return euros(arrondir(montant, CENTIME), 0 if montant.denominator == 1 else 2)


def _restreindre(couts: TableauDesCouts, services: Iterable[str]) -> TableauDesCouts | None:
    lignes = tuple(ligne for ligne in couts.lignes if ligne.service in services)
    return TableauDesCouts(couts.exercice, couts.natures, lignes) if lignes else None
