"""Montants votés pour une partie d'année, face à ce que donne le montant de l'année pleine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finances.calculs import CENTIME, arrondir, prorata_en_mois
from finances.models import Participation


@dataclass(frozen=True, slots=True)
class MontantProratise:
    """Le montant voté n'est pas corrigé : l'écart se montre et s'explique."""

    payeur: str
    exercice: int
    mois: int
    annuel: Decimal
    annuel_exercices: str
    exact: Fraction
    arrondi: Decimal
    vote: Decimal
    explication: str
    adresse: str

    @property
    def au_centime(self) -> Decimal:
        return arrondir(self.exact, CENTIME)

    @property
    def ecart(self) -> Decimal:
        """Montant voté moins prorata arrondi à l'euro."""
        return self.vote - self.arrondi


def rapprocher(
    participation: Participation, annee_pleine: Participation | None
) -> MontantProratise | None:
    """Le montant et son prorata ; rien s'il couvre l'année ou si l'année pleine est inconnue."""
    if participation.mois is None or annee_pleine is None:
        return None
    exact = Fraction(annee_pleine.montant) * prorata_en_mois(participation.mois)
    return MontantProratise(
        payeur=participation.payeur.nom,
        exercice=participation.exercice_debut,
        mois=participation.mois,
        annuel=annee_pleine.montant,
        annuel_exercices=annee_pleine.exercices,
        exact=exact,
        arrondi=arrondir(exact),
        vote=participation.montant,
        explication=participation.explication,
        adresse=participation.get_absolute_url(),
    )


def rapprocher_toutes(participations: Sequence[Participation]) -> tuple[MontantProratise, ...]:
    """Montants d'une partie d'année dont l'année pleine est parmi elles, dans l'ordre reçu."""
    pleines = annees_pleines(participations)
    montants = (rapprocher(p, pleines.get(p.pk)) for p in participations)
    return tuple(montant for montant in montants if montant)


def annees_pleines(participations: Iterable[Participation]) -> dict[int, Participation]:
    """Sous la clé d'un montant partiel, la première année pleine votée pour le même objet."""
    ordonnees = sorted(participations, key=lambda p: (p.exercice_debut, p.pk))
    suivantes = [p for p in ordonnees if p.mois is None]
    partielles = [p for p in ordonnees if p.mois]
    paires = ((p, next((s for s in suivantes if _prolonge(s, p)), None)) for p in partielles)
    return {partielle.pk: pleine for partielle, pleine in paires if pleine}


def _prolonge(suivante: Participation, participation: Participation) -> bool:
    """Même vote, même payeur, même objet, exercice plus tard."""
    champs = ["payeur_id", "evaluation_id", "deliberation_id", "service_id", "mode", "objet"]
    return suivante.exercice_debut > participation.exercice_debut and all(
        getattr(suivante, champ) == getattr(participation, champ) for champ in champs
    )
