"""Jauges d'une consultation : les conseils et les habitants, face aux seuils de la majorité."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouvernance.consultations.contenu import ConsultationLue
from gouvernance.francais import INSECABLE, nombre
from gouvernance.regles import Position

FAVORABLES = {Position.FAVORABLE, Position.REPUTEE_FAVORABLE}


@dataclass(frozen=True, slots=True)
class Seuil:
    libelle: str
    place: str
    est_atteint: bool


@dataclass(frozen=True, slots=True)
class Jauge:
    """Ce qui est favorable et ce qui peut encore l'être, en parts de l'ensemble.

    Les places sont des pourcentages écrits pour un SVG : « 66.97% ».
    """

    titre: str
    phrase: str
    acquis: str
    possible: str
    seuils: tuple[Seuil, ...]


def construire_jauges(lue: ConsultationLue) -> tuple[Jauge, ...]:
    """Les conseils, et les habitants quand la majorité se compte ; rien pour une seule commune."""
    if len(lue.reponses) < 2:
        return ()
    voies = lue.etat.voies
    seuils = [voie.conseils_requis for voie in voies]
    conseils = _jauge("Conseils municipaux", lue, [1] * len(lue.reponses), seuils)
    if not voies:
        return (conseils,)
    habitants = [reponse.population for reponse in lue.reponses]
    seuils = [voie.habitants_requis for voie in voies]
    return conseils, _jauge("Habitants", lue, habitants, seuils)


def _jauge(titre: str, lue: ConsultationLue, poids: Sequence[int], seuils: Sequence[int]) -> Jauge:
    pesees = list(zip(lue.reponses, poids, strict=True))
    acquis = sum(p for reponse, p in pesees if reponse.position in FAVORABLES)
    attendu = sum(p for reponse, p in pesees if reponse.position == Position.EN_ATTENTE)
    total = sum(poids)
    part = f"{nombre(pour_cent(acquis, total), 2)}{INSECABLE}%"
    return Jauge(
        titre=titre,
        phrase=f"{nombre(acquis)} sur {nombre(total)} ({part})",
        acquis=place(acquis, total),
        possible=place(acquis + attendu, total),
        seuils=tuple(
            Seuil(nombre(seuil), place(seuil, total), acquis >= seuil) for seuil in sorted(seuils)
        ),
    )


def pour_cent(partie: int, total: int) -> Decimal:
    return Decimal(100 * partie) / total if total else Decimal(0)


def place(partie: int, total: int) -> str:
    return f"{pour_cent(partie, total):.2f}%"
