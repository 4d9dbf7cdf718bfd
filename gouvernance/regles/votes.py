"""Le seuil qu'une délibération doit atteindre, et si ses voix l'atteignent."""

from dataclasses import dataclass
from enum import StrEnum

from gouvernance.francais import INSECABLE, accord, nombre
from gouvernance.regles.majorites import deux_tiers, emporte, majorite_absolue


class Majorite(StrEnum):
    SIMPLE = "simple"
    DEUX_TIERS_MEMBRES = "deux_tiers_membres"
    DEUX_TIERS_EXPRIMES = "deux_tiers_exprimes"


@dataclass(frozen=True, slots=True)
class Scrutin:
    """Voix comptées ; `preponderante` est le sens de la voix du président, s'il est connu."""

    pour: int
    contre: int
    abstentions: int = 0
    sans_participation: int = 0
    preponderante: bool | None = None

    @property
    def exprimes(self) -> int:
        """Suffrages exprimés : ni abstention, ni refus de prendre part au vote."""
        return self.pour + self.contre

    @property
    def membres(self) -> int:
        """Membres présents ou représentés dont le vote est compté."""
        return self.exprimes + self.abstentions + self.sans_participation

    @property
    def est_partage(self) -> bool:
        return self.pour == self.contre > 0


@dataclass(frozen=True, slots=True)
class Seuil:
    """Voix à réunir, et ce sur quoi elles se comptent."""

    requis: int
    base: int
    unite: str
    unites: str

    def __str__(self):
        """« 58 voix sur 86 membres »."""
        return (
            f"{nombre(self.requis)}{INSECABLE}voix sur {nombre(self.base)}{INSECABLE}"
            f"{accord(self.base, self.unite, self.unites)}"
        )


def seuil_requis(majorite: Majorite, scrutin: Scrutin | None, membres: int | None) -> Seuil | None:
    """Voix à réunir ; rien tant que la base, suffrages ou membres, n'est pas connue.

    Unités : voix ; membres de l'assemblée en exercice.
    Erreurs : `ValueError` si un nombre de voix est négatif.
    Source : CGCT, art. L. 2121-20 et L. 5211-1 (majorité absolue des suffrages exprimés) ;
    art. L. 5211-57 (deux tiers des membres : 58 sur 86).
    """
    if majorite == Majorite.DEUX_TIERS_MEMBRES:
        return Seuil(deux_tiers(membres), membres, "membre", "membres") if membres else None
    if scrutin is None:
        return None
    calcul = majorite_absolue if majorite == Majorite.SIMPLE else deux_tiers
    return Seuil(
        calcul(scrutin.exprimes), scrutin.exprimes, "suffrage exprimé", "suffrages exprimés"
    )


def est_adoptee(majorite: Majorite, scrutin: Scrutin, membres: int | None) -> bool | None:
    """Vrai si les voix emportent la décision ; rien si le nombre de membres manque pour le dire.

    La voix du président ne départage qu'une majorité simple, hors scrutin secret.

    Unités : voix ; membres de l'assemblée en exercice.
    Erreurs : `ValueError` si un nombre de voix est négatif.
    Source : celle de `seuil_requis`.
    """
    if majorite == Majorite.SIMPLE:
        return emporte(scrutin.pour, scrutin.contre, voix_preponderante=scrutin.preponderante)
    seuil = seuil_requis(majorite, scrutin, membres)
    return None if seuil is None else 0 < scrutin.pour >= seuil.requis


def faute_du_resultat(
    adoptee: bool, majorite: Majorite, scrutin: Scrutin, membres: int | None, reference: str
) -> str:
    """Phrase qui cite la règle quand le résultat déclaré n'est pas celui des voix.

    Vide quand ils s'accordent ou que le nombre de membres manque pour le dire.

    Unités : voix ; membres de l'assemblée en exercice.
    Erreurs : `ValueError` si un nombre de voix est négatif.
    Source : celle de `seuil_requis`.
    """
    constat = est_adoptee(majorite, scrutin, membres)
    if constat is None or constat == adoptee:
        return ""
    if scrutin.est_partage and majorite == Majorite.SIMPLE:
        if adoptee and scrutin.preponderante is None:
            return (
                f"Partage égal, {nombre(scrutin.pour)} voix contre {nombre(scrutin.contre)} : "
                "indiquez le sens de la voix du président, prépondérante sauf au scrutin "
                f"secret ; sans elle, la délibération est rejetée ({reference})."
            )
        sens = "pour" if scrutin.preponderante else "contre"
        issue = "rejetée" if adoptee else "adoptée"
        return (
            f"Partage égal : la voix du président, « {sens} », est prépondérante ; la "
            f"délibération est {issue} ({reference})."
        )
    seuil = seuil_requis(majorite, scrutin, membres)
    issue = "n’est pas adoptée" if adoptee else "est adoptée"
    return (
        f"{nombre(scrutin.pour)} voix pour ; il en faut {seuil} : la délibération {issue} "
        f"({reference})."
    )
