"""Où vont les cercles et les noms d'une carte schématique ; rien n'y est dessiné."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import cos, hypot, pi, radians, sqrt

from gouvernance.francais import Nombre
from gouvernance.graphiques.rendu import largeur_du_texte
from gouvernance.graphiques.theme import CORPS, MARGE

COTE = 640
RAYON_MAXIMAL = 72
# Part du cadre que les cercles peuvent couvrir.
COUVERTURE = 0.15
# Sur un téléphone, le dessin est réduit de moitié et ses textes grossis d'autant par la feuille.
CORPS_ETROIT = 26


@dataclass(frozen=True, slots=True)
class Lieu:
    """Un lieu de la carte ; `description` est le nom de son lien et ce que montre le survol."""

    nom: str
    latitude: Decimal | None
    longitude: Decimal | None
    taille: int | None
    valeur: Nombre | None
    adresse: str
    description: str

    @property
    def est_place(self) -> bool:
        return None not in (self.latitude, self.longitude) and bool(self.taille)


@dataclass(frozen=True, slots=True)
class Cercle:
    lieu: Lieu
    x: float
    y: float
    rayon: float


class Cote(StrEnum):
    """Où se tient un nom ; ce qui touche le cercle ne bouge pas quand le texte grossit."""

    DEDANS = "dedans"
    DROITE = "droite"
    GAUCHE = "gauche"
    DESSUS = "dessus"
    DESSOUS = "dessous"


@dataclass(frozen=True, slots=True)
class Nom:
    cercle: Cercle
    x: float
    y: float
    cote: Cote
    tient_en_etroit: bool


@dataclass(frozen=True, slots=True)
class Boite:
    gauche: float
    haut: float
    droite: float
    bas: float

    def touche(self, autre: "Boite") -> bool:
        return (
            self.gauche < autre.droite
            and autre.gauche < self.droite
            and self.haut < autre.bas
            and autre.haut < self.bas
        )

    def touche_le_cercle(self, cercle: Cercle) -> bool:
        dx = cercle.x - min(max(cercle.x, self.gauche), self.droite)
        dy = cercle.y - min(max(cercle.y, self.haut), self.bas)
        return hypot(dx, dy) < cercle.rayon

    def tient_dans(self, largeur: float, hauteur: float) -> bool:
        return (
            self.gauche >= 0 and self.haut >= 0 and self.droite <= largeur and self.bas <= hauteur
        )


def dimensionner(lieux: Sequence[Lieu]) -> tuple[list[Cercle], float, float]:
    """Cercles à leur place, largeur et hauteur du cadre qui les contient."""
    points = projeter(lieux)
    largeur = max(x for x, _ in points)
    hauteur = max(y for _, y in points)
    plus_grand = max(lieu.taille for lieu in lieux)
    # La surface, non le rayon, dit la taille : deux fois plus d'habitants, deux fois plus d'encre.
    surfaces = sum(lieu.taille for lieu in lieux) / plus_grand
    cadre = max(largeur, COTE / 2) * max(hauteur, COTE / 2)
    rayon = min(RAYON_MAXIMAL, sqrt(COUVERTURE * cadre / (pi * surfaces)))
    rayons = [rayon * sqrt(lieu.taille / plus_grand) for lieu in lieux]
    bords = list(zip(points, rayons, strict=True))
    gauche = min(x - r for (x, _), r in bords) - MARGE
    haut = min(y - r for (_, y), r in bords) - MARGE
    cercles = [
        Cercle(lieu, round(x - gauche, 1), round(y - haut, 1), round(r, 1))
        for lieu, ((x, y), r) in zip(lieux, bords, strict=True)
    ]
    droite = max(c.x + c.rayon for c in cercles) + MARGE
    bas = max(c.y + c.rayon for c in cercles) + MARGE
    return cercles, max(round(droite), COTE // 2), round(bas)


def projeter(lieux: Sequence[Lieu]) -> list[tuple[float, float]]:
    """Longitude et latitude en pixels ; à cette échelle, la Terre est plate."""
    milieu = radians(float(sum(lieu.latitude for lieu in lieux) / len(lieux)))
    plans = [(float(lieu.longitude) * cos(milieu), -float(lieu.latitude)) for lieu in lieux]
    gauche, haut = min(x for x, _ in plans), min(y for _, y in plans)
    etendue = max(max(x for x, _ in plans) - gauche, max(y for _, y in plans) - haut)
    echelle = COTE / etendue if etendue else 0
    return [((x - gauche) * echelle, (y - haut) * echelle) for x, y in plans]


def placer_les_noms(cercles: list[Cercle], largeur: float, hauteur: float) -> list[Nom]:
    """Noms qui ne touchent ni un autre nom ni un cercle, les plus grands lieux d'abord.

    Ceux qui tiennent en gros caractères prennent place avant ceux qu'un téléphone ne montre pas.
    """
    noms: dict[Cercle, Nom] = {}
    for corps in (CORPS_ETROIT, CORPS):
        prises = [boite_du_nom(nom, corps) for nom in noms.values()]
        for cercle in cercles:
            if cercle in noms:
                continue
            for x, y, cote in cotes(cercle, corps):
                nom = Nom(cercle, x, y, cote, corps == CORPS_ETROIT)
                boite = boite_du_nom(nom, corps)
                obstacles = [c for c in cercles if c is not cercle or cote is not Cote.DEDANS]
                libre = boite.tient_dans(largeur, hauteur) and not (
                    any(map(boite.touche, prises)) or any(map(boite.touche_le_cercle, obstacles))
                )
                if libre:
                    noms[cercle] = nom
                    prises.append(boite)
                    break
    return list(noms.values())


def cotes(cercle: Cercle, corps: int) -> list[tuple[float, float, Cote]]:
    """Places possibles d'un nom, de la meilleure à la moins bonne : dedans, puis autour."""
    x, y, ecart = cercle.x, cercle.y, cercle.rayon + MARGE / 2
    places = [
        (x + ecart, y, Cote.DROITE),
        (x - ecart, y, Cote.GAUCHE),
        (x, y - ecart - MARGE / 2, Cote.DESSUS),
        (x, y + ecart, Cote.DESSOUS),
    ]
    if largeur_du_texte(cercle.lieu.nom, corps) <= 2 * cercle.rayon:
        places.insert(0, (x, y, Cote.DEDANS))
    return places


def boite_du_nom(nom: Nom, corps: int) -> Boite:
    largeur = largeur_du_texte(nom.cercle.lieu.nom, corps)
    gauche = {Cote.DROITE: nom.x, Cote.GAUCHE: nom.x - largeur}.get(nom.cote, nom.x - largeur / 2)
    haut = {Cote.DESSUS: nom.y - corps, Cote.DESSOUS: nom.y}.get(nom.cote, nom.y - corps / 2)
    return Boite(gauche, haut, gauche + largeur, haut + corps)
