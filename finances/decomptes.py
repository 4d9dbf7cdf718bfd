"""Décompte d'une attribution de compensation : données figées, sans base de données.

Un montant inconnu reste `None` ; rien n'est supposé nul.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finances import calculs
from finances.calculs import ZERO
from finances.vigilance import PointAttention
from gouvernance.francais import MOIS, euros, insecables

# Entête et propriété du décompte, dans l'ordre du calcul.
COLONNES = {
    "Avant services communs": "base",
    "Participation": "participation",
    "Déjà valorisé": "deja_valorise",
    "Effet des services communs": "effet",
    "Montant calculé": "resultat",
    "Voté, provisoire": "montant_provisoire",
    "Voté, définitif": "montant_definitif",
    "Écart au calcul": "ecart",
}
TOUJOURS_MONTREES = ("Participation", "Déjà valorisé", "Effet des services communs")


@dataclass(frozen=True, slots=True)
class Ajustement:
    """Participation imputée, et ce qu'elle change à l'attribution."""

    objet: str
    exercices: str
    montant: Decimal
    deja_valorise: Decimal
    effet: Decimal
    source: str
    explication: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Vote:
    montant: Decimal | None
    notifie_le: date | None
    decision: str
    consultation: int | None = None


@dataclass(frozen=True, slots=True)
class Versement:
    mois: str
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Decompte:
    """De la base au montant voté : ce que la métropole et une commune se doivent."""

    code_insee: str
    nom: str
    de: str
    exercice: int
    base: Decimal | None
    ajustements: tuple[Ajustement, ...]
    provisoire: Vote | None
    definitif: Vote | None
    points: tuple[PointAttention, ...]

    @property
    def participation(self) -> Decimal:
        return sum((a.montant for a in self.ajustements), ZERO)

    @property
    def deja_valorise(self) -> Decimal:
        return sum((a.deja_valorise for a in self.ajustements), ZERO)

    @property
    def effet(self) -> Decimal:
        return sum((a.effet for a in self.ajustements), ZERO)

    @property
    def resultat(self) -> Decimal | None:
        """Base et effet des services communs ; inconnu si la base l'est."""
        return None if self.base is None else self.base + self.effet

    @property
    def montant_provisoire(self) -> Decimal | None:
        return self.provisoire.montant if self.provisoire else None

    @property
    def montant_definitif(self) -> Decimal | None:
        return self.definitif.montant if self.definitif else None

    @property
    def vote(self) -> Decimal | None:
        """Le définitif ; à défaut, le provisoire."""
        definitif = self.montant_definitif
        return self.montant_provisoire if definitif is None else definitif

    @property
    def ecart(self) -> Decimal | None:
        """Voté moins calculé : il se constate, il ne se corrige pas."""
        if self.vote is None or self.resultat is None:
            return None
        return self.vote - self.resultat

    @property
    def a_verser(self) -> Decimal | None:
        """Montant à verser par douzièmes ; négatif, c'est la commune qui verse."""
        return self.resultat if self.vote is None else self.vote

    @property
    def versements(self) -> tuple[Versement, ...]:
        """Douze versements ; sans montant connu, les douzièmes du seul effet."""
        total = self.effet if self.a_verser is None else self.a_verser
        return tuple(map(Versement, MOIS, calculs.douziemes(total)))

    @property
    def total_des_versements(self) -> Decimal:
        return sum((versement.montant for versement in self.versements), ZERO)

    @property
    def decimales(self) -> int:
        montants = [self.base, self.montant_provisoire, self.montant_definitif]
        lignes = [m for a in self.ajustements for m in (a.montant, a.deja_valorise)]
        return decimales([*montants, *lignes])

    @property
    def phrase(self) -> str:
        return insecables(f"{self._effet_en_phrase()} {self._versement_en_phrase()}")

    def _effet_en_phrase(self) -> str:
        if not self.effet:
            return "Les services communs ne changent pas l’attribution de compensation."
        verbe = "augmentent" if self.effet > 0 else "diminuent"
        montant = euros(abs(self.effet), self.decimales)
        return f"Les services communs {verbe} l’attribution de compensation de {montant}."

    def _versement_en_phrase(self) -> str:
        if self.a_verser is None:
            return "Le montant auquel cet effet s’applique n’est pas connu."
        if not self.a_verser:
            return "Rien n’est versé."
        montant = euros(abs(self.a_verser), self.decimales)
        if self.a_verser < 0:
            return f"Elle est négative : la commune verse {montant} à la métropole."
        return f"La métropole verse {montant} à la commune."


@dataclass(frozen=True, slots=True)
class PointPartage:
    point: PointAttention
    communes: int


@dataclass(frozen=True, slots=True)
class PageAttributions:
    """Toutes les communes visibles, pour un exercice."""

    exercice: int
    exercices: tuple[int, ...]
    exercice_inconnu: str
    decomptes: tuple[Decompte, ...]

    @property
    def a_des_ajustements(self) -> bool:
        return any(decompte.ajustements for decompte in self.decomptes)

    @property
    def a_des_votes(self) -> bool:
        return any(decompte.vote is not None for decompte in self.decomptes)

    @property
    def bases_connues(self) -> int:
        return sum(decompte.base is not None for decompte in self.decomptes)

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Celles qui ont quelque chose à dire ; l'effet des services communs, toujours."""
        return tuple(
            nom
            for nom, propriete in COLONNES.items()
            if nom in TOUJOURS_MONTREES
            or any(getattr(decompte, propriete) is not None for decompte in self.decomptes)
        )

    @property
    def lignes(self) -> tuple[tuple[Decompte, tuple[Decimal | None, ...]], ...]:
        colonnes = self.colonnes
        return tuple(
            (decompte, tuple(getattr(decompte, COLONNES[nom]) for nom in colonnes))
            for decompte in self.decomptes
        )

    @property
    def totaux(self) -> tuple[Decimal | None, ...]:
        """Dans l'ordre des colonnes ; sur les seuls montants connus."""
        return tuple(
            somme_connue(getattr(decompte, COLONNES[nom]) for decompte in self.decomptes)
            for nom in self.colonnes
        )

    @property
    def entetes(self) -> tuple[str, ...]:
        return ("Commune", *self.colonnes)

    @property
    def decimales(self) -> int:
        return max((decompte.decimales for decompte in self.decomptes), default=0)

    @property
    def points(self) -> tuple[PointPartage, ...]:
        partages = Counter(point for decompte in self.decomptes for point in decompte.points)
        ranges = sorted(partages.items(), key=lambda partage: (partage[0].titre, -partage[1]))
        return tuple(PointPartage(point, communes) for point, communes in ranges)


def somme_connue(montants: Iterable[Decimal | None]) -> Decimal | None:
    connus = [montant for montant in montants if montant is not None]
    return sum(connus, ZERO) if connus else None


def decimales(montants: Iterable[Decimal | None]) -> int:
    """Deux si un montant a des centimes, sinon aucune : toute la page s'écrit pareil."""
    return 2 if any(montant % 1 for montant in montants if montant) else 0
