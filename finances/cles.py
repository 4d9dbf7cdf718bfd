"""Page d'une clé de répartition : les valeurs de chacun et les parts qui en résultent."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finances.calculs import CENTIME, ErreurDeCalcul, arrondir
from finances.couts import lire_dernier_cout
from finances.graphiques import decomposer
from finances.lecture import Lecture
from finances.models import CleRepartition
from finances.moteur import ServiceACalculer, Valeurs, quotes_du_service
from gouvernance.francais import INSECABLE, date_en_lettres, euros, nombre
from gouvernance.graphiques import Graphique


@dataclass(frozen=True, slots=True)
class PartDeCle:
    payeur: str
    valeur: str
    part: str
    montant: str


@dataclass(frozen=True, slots=True)
class PageCle:
    """Parts d'une année pleine ; sans coût connu, aucun montant."""

    cle: CleRepartition
    exercice: int
    periode: str
    base: str
    cout: Decimal | None
    exercice_du_cout: int | None
    parts: tuple[PartDeCle, ...]
    sans_valeur: tuple[str, ...]
    erreur: str
    decomposition: Graphique | None


def construire_page(cle: CleRepartition, annee: int) -> PageCle:
    """Clé et parts pour l'année demandée, ou l'exercice de la clé qui en est le plus proche."""
    exercice = max(cle.date_debut.year, min(annee, cle.date_fin.year if cle.date_fin else annee))
    lecture = Lecture(exercice, exercice)
    cle_lue = next(c for c in lecture.cles[cle.service_id] if c.pk == cle.pk)
    cout = lecture.cout(cle.service, exercice)
    service = lecture.service_a_calculer(
        cle.service, exercice, Decimal(0) if cout is None else cout, cle_lue
    )
    parts, erreur = _parts(service, cout)
    tableau = lire_dernier_cout(cle.service, exercice)
    return PageCle(
        cle=cle,
        exercice=exercice,
        periode=_periode(cle),
        base=_base(cle),
        cout=cout,
        exercice_du_cout=tableau.exercice if tableau else None,
        parts=parts,
        sans_valeur=tuple(p.nom for p in lecture.sans_valeur(cle.service, cle_lue, exercice)),
        erreur=erreur,
        decomposition=decomposer(tableau, cle.service.nom) if tableau else None,
    )


def _parts(service: ServiceACalculer, cout: Decimal | None) -> tuple[tuple[PartDeCle, ...], str]:
    """Part de chacun ; sans coût, un forfait ne se rapporte à rien et reste un montant."""
    valeurs = {p.payeur: p.valeur for p in service.presences}
    if cout is None and service.valeurs is Valeurs.MONTANTS:
        forfaits = valeurs.items()
        return tuple(PartDeCle(nom, euros(v), "", euros(v)) for nom, v in forfaits), ""
    try:
        quotes = quotes_du_service(service, list(service.presences))
    except ErreurDeCalcul as erreur:
        return tuple(PartDeCle(nom, nombre(v), "", "") for nom, v in valeurs.items()), str(erreur)
    return tuple(
        PartDeCle(
            payeur=payeur,
            valeur=nombre(valeurs[payeur]) if payeur in valeurs else "",
            part=f"{nombre(arrondir(quote * 100, CENTIME), 2)}{INSECABLE}%",
            montant="" if cout is None else euros(arrondir(Fraction(cout) * quote, CENTIME), 2),
        )
        for payeur, quote in quotes.items()
    ), ""


def _periode(cle: CleRepartition) -> str:
    debut = f"depuis le {date_en_lettres(cle.date_debut)}"
    return f"{debut}, jusqu’au {date_en_lettres(cle.date_fin)}" if cle.date_fin else debut


def _base(cle: CleRepartition) -> str:
    """« population municipale 2018 », ou rien."""
    if cle.millesime is None:
        return ""
    return f"{cle.get_type_population_display()} {cle.millesime}"
