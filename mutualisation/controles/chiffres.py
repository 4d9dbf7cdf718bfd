"""Chiffres annoncés par les documents, confrontés à ce que donnent les données."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouvernance.constats import ecrire_l_ecart
from gouvernance.francais import nombre
from mutualisation.controles.confrontation import Confrontation
from mutualisation.models import ChiffreAnnonce

TOLERANCE_ENVIRON = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class Ecart:
    """Chiffre annoncé qui diffère du chiffre recalculé ; constaté, jamais corrigé."""

    document: str
    emplacement: str
    libelle: str
    annee: int
    unite: str
    qualificatif: str
    annonce: Decimal
    recalcule: Decimal
    explication: str

    @property
    def difference(self) -> Decimal:
        return self.recalcule - self.annonce


def confronter(chiffres: Iterable[ChiffreAnnonce]) -> tuple[Ecart, ...]:
    """Écarts entre les chiffres annoncés et les données, dans l'ordre des documents."""
    return tuple(
        Ecart(
            document=chiffre.document,
            emplacement=chiffre.emplacement,
            libelle=chiffre.libelle,
            annee=chiffre.annee,
            unite=chiffre.unite,
            qualificatif=chiffre.qualificatif,
            annonce=chiffre.valeur,
            recalcule=recalcule,
            explication=chiffre.explication if vaut_encore(chiffre, recalcule) else "",
        )
        for chiffre, recalcule in discordances(chiffres)
        if recalcule is not None
    )


def vaut_encore(chiffre: ChiffreAnnonce, calcule: Decimal) -> bool:
    """Vrai si son explication a été écrite pour cet écart-là."""
    return chiffre.explique(ecrire_l_ecart(ecrire(chiffre), ecrire_le_calcul(chiffre, calcule)))


def ecrire(chiffre: ChiffreAnnonce) -> str:
    ecrit = f"{chiffre.qualificatif} {nombre(chiffre.valeur)} {chiffre.unite}".strip()
    return f"{ecrit} selon « {chiffre.document} »"


def ecrire_le_calcul(chiffre: ChiffreAnnonce, calcule: Decimal | None) -> str:
    if calcule is None:
        return "aucune valeur dans les données"
    return f"{nombre(calcule)} {chiffre.unite} selon les données"


def discordances(
    chiffres: Iterable[ChiffreAnnonce],
) -> Iterator[tuple[ChiffreAnnonce, Decimal | None]]:
    """Chiffres que les données démentent ou ignorent, et ce qu'elles donnent."""
    confrontation = Confrontation()
    for chiffre in chiffres:
        recalcule = confrontation.recalculer(chiffre)
        releve = confrontation.qualificatif(chiffre)
        if recalcule is None or not s_accordent(chiffre, recalcule, releve):
            yield chiffre, recalcule


def s_accordent(chiffre: ChiffreAnnonce, recalcule: Decimal, releve: str) -> bool:
    """« Plus de 850 » relevé comme « plus de 850 » est le même chiffre, exactement."""
    qualificatif = "" if releve == chiffre.qualificatif else chiffre.qualificatif
    return concorde(chiffre.valeur, recalcule, qualificatif)


def concorde(annonce: Decimal, recalcule: Decimal, qualificatif: str) -> bool:
    """Vrai si la valeur recalculée est compatible avec ce qui est écrit.

    « plus de 200 » admet 260 ; « environ 260 » admet 10 % de part et d'autre.

    Unités : celles des deux valeurs, la même.
    Erreurs : aucune.
    Source : convention du projet.
    """
    match qualificatif:
        case ">":
            return recalcule > annonce
        case "<":
            return recalcule < annonce
        case "≈":
            return abs(recalcule - annonce) <= TOLERANCE_ENVIRON * abs(annonce)
    return recalcule == annonce
