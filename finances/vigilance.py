"""Points d'attention sur une attribution de compensation : ils signalent, ils ne bloquent rien."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gouvernance.francais import INSECABLE, date_en_lettres, enumerer, insecables

PREMIER_RAPPORT_QUINQUENNAL = 2021


class Etat(StrEnum):
    A_VENIR = "à venir"
    EN_RETARD = "en retard"
    A_VERIFIER = "à vérifier"
    DISCUTE = "discuté"


@dataclass(frozen=True, slots=True)
class PointAttention:
    titre: str
    etat: Etat
    texte: str
    source: str

    @property
    def est_une_alerte(self) -> bool:
        return self.etat in {Etat.EN_RETARD, Etat.A_VERIFIER}


def notification(
    exercice: int, notifiee_le: date | None, aujourdhui: date
) -> PointAttention | None:
    """Le montant provisoire se communique avant le 15 février ; rien à signaler s'il l'a été.

    Unités : le 14 février est le dernier jour dans les temps.
    Erreurs : aucune.
    Source : CGI, art. 1609 nonies C, V, 1°.
    """
    terme = date(exercice, 2, 15)
    if notifiee_le:
        if notifiee_le < terme:
            return None
        etat = Etat.EN_RETARD
        texte = f"Le montant provisoire a été notifié le {date_en_lettres(notifiee_le)}."
    elif aujourdhui < terme:
        etat = Etat.A_VENIR
        texte = "Le montant provisoire reste à notifier."
    else:
        etat = Etat.EN_RETARD if aujourdhui.year == exercice else Etat.A_VERIFIER
        texte = "Aucune notification du montant provisoire n’est enregistrée."
    return PointAttention(
        titre=f"Notification avant le {date_en_lettres(terme)}",
        etat=etat,
        texte=texte,
        source="CGI, art. 1609 nonies C, V, 1°",
    )


def rapport_quinquennal(exercice: int, aujourdhui: date) -> PointAttention | None:
    """Tous les cinq ans, un rapport sur l'évolution des attributions, débattu puis acté.

    Unités : 2021, 2026, 2031…
    Erreurs : aucune.
    Source : CGI, art. 1609 nonies C, V, 2°, dernier alinéa.
    """
    rang = exercice - PREMIER_RAPPORT_QUINQUENNAL
    if rang < 0 or rang % 5:
        return None
    return PointAttention(
        titre=f"Rapport quinquennal de {exercice}",
        etat=Etat.A_VENIR if exercice > aujourdhui.year else Etat.A_VERIFIER,
        texte=(
            "Le président présente un rapport sur l’évolution des attributions au regard des "
            "compétences exercées. Le conseil en débat, prend acte par une délibération "
            "particulière et le transmet aux communes. Aucune révision n’en découle d’office."
        ),
        source="CGI, art. 1609 nonies C, V, 2°, dernier alinéa",
    )


def plusieurs_exercices(decision: str, exercices: Collection[str]) -> PointAttention:
    """Une même décision fixe les montants de plusieurs exercices : la DGCL le déconseille."""
    return PointAttention(
        titre="Montants de plusieurs exercices",
        etat=Etat.DISCUTE,
        texte=insecables(
            f"Une même décision ({decision}) porte sur {enumerer(exercices)}. "
            "Le guide de la DGCL veut une délibération par exercice ; "
            "cette lecture, jugée trop stricte par des praticiens, reste discutée."
        ),
        source=f"Guide des attributions de compensation, DGCL, p.{INSECABLE}45",
    )
