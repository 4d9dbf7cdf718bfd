"""Graphiques du rapport : des données du rapport, un dessin, une phrase calculée."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouvernance.francais import INSECABLE, Nombre, accord, cle_de_tri, enumerer, euros, nombre
from gouvernance.graphiques import Graphique, barres, escalier
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.petits_effectifs import etp_publie

Barres = Sequence[tuple[str, Nombre]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Chacune est vide quand l'exercice n'a rien à y montrer."""

    communes: Graphique | None
    couverture: Graphique | None
    effectifs: Graphique | None
    participations: Graphique | None
    autres_participations: Graphique | None


def illustrer(rapport: ContenuRapport) -> Figures:
    participations = _participations(rapport)
    return Figures(
        communes=_communes(rapport),
        couverture=_couverture(rapport),
        effectifs=_effectifs(rapport),
        participations=_toutes_les_participations(rapport, participations),
        autres_participations=_autres_participations(participations),
    )


def pourcentage(part: Nombre, total: Nombre) -> str:
    """« 98,9 % », une décimale."""
    return f"{nombre(Decimal(part) * 100 / Decimal(total), 1)}{INSECABLE}%"


def _communes(rapport: ContenuRapport) -> Graphique | None:
    points = [(e.annee, e.nombre_communes) for e in rapport.etapes if e.nombre_communes is not None]
    if len(points) < 2:
        return None
    (debut, premier), (_, dernier) = points[0], points[-1]
    annee_du_plus_grand, plus_grand = max(points, key=lambda point: point[1])
    if points[-1][0] < rapport.annee:
        points.append((rapport.annee, dernier))
    phrase = f"De {premier} communes en {debut} à {dernier} en {rapport.annee}"
    if plus_grand > dernier:
        phrase += f", après un plus haut de {plus_grand} en {annee_du_plus_grand}"
    return escalier(
        "figure-communes",
        "Nombre de communes réunies",
        f"{phrase}.",
        points,
        entetes=("Année", "Communes"),
    )


def _couverture(rapport: ContenuRapport) -> Graphique | None:
    services = sorted(rapport.matrice.services, key=lambda s: (-s.communes, cle_de_tri(s.nom)))
    if not services:
        return None
    communes = len(rapport.communes)
    partout = sum(service.communes == communes for service in services)
    une_seule = sum(service.communes == 1 for service in services)
    return barres(
        "figure-couverture",
        "Communes adhérentes à chaque service commun",
        f"{nombre(partout)} {accord(partout, 'service réunit', 'services réunissent')} "
        f"les {nombre(communes)} communes{INSECABLE}; {nombre(une_seule)} n’en "
        f"{accord(une_seule, 'compte', 'comptent')} qu’une.",
        [(service.nom, service.communes) for service in services],
        entetes=("Service commun", "Communes"),
    )


def _effectifs(rapport: ContenuRapport) -> Graphique | None:
    publies = [
        (ligne.domaine, etp_publie(ligne, rapport.effectif_minimal))
        for ligne in rapport.effectifs.lignes
    ]
    connus = sorted((p for p in publies if p[1]), key=lambda ligne: (-ligne[1], ligne[0]))
    if not connus:
        return None
    premiers, total = connus[:2], _somme(connus)
    return barres(
        "figure-effectifs",
        "Effectif de chaque domaine, en équivalents temps plein",
        f"{enumerer(nom for nom, _ in premiers)}{INSECABLE}: "
        f"{pourcentage(_somme(premiers), total)} des {nombre(total, 1)}{INSECABLE}ETP publiés.",
        connus,
        entetes=("Domaine", "ETP"),
        accent=premiers[0][0],
        decimales=1,
    )


def _participations(rapport: ContenuRapport) -> Barres:
    """Payeurs du dernier exercice voté et leur part, la plus grande d'abord, sans les zéros."""
    rang = len(rapport.financement.exercices) - 1
    if rang < 0:
        return []
    parts = [(ligne.libelle, ligne.participation(rang)) for ligne in rapport.financement.lignes]
    return sorted((part for part in parts if part[1]), key=lambda part: (-part[1], part[0]))


def _toutes_les_participations(rapport: ContenuRapport, parts: Barres) -> Graphique | None:
    if not parts:
        return None
    premiers = parts[:2]
    sans_part = len(rapport.financement.lignes) - len(parts)
    exercice = rapport.financement.exercices[-1].libelle
    phrase = (
        f"{enumerer(nom for nom, _ in premiers)}{INSECABLE}: "
        f"{pourcentage(_somme(premiers), _somme(parts))} du coût"
    )
    if sans_part:
        phrase += (
            f"{INSECABLE}; {nombre(sans_part)} {accord(sans_part, 'commune')} "
            f"{accord(sans_part, 'ne paie', 'ne paient')} rien"
        )
    return barres(
        "figure-participations",
        f"Participation de chaque payeur, {exercice}",
        f"{phrase}.",
        parts,
        entetes=("Payeur", "Participation"),
        accent=parts[0][0],
        unite="€",
    )


def _autres_participations(parts: Barres) -> Graphique | None:
    """Sans les deux plus grandes, qui écrasent les autres."""
    autres = parts[2:]
    if not autres:
        return None
    (premier, haut), (dernier, bas) = autres[0], autres[-1]
    return barres(
        "figure-autres-participations",
        "Les mêmes, sans les deux plus grandes",
        f"{euros(_somme(autres))} en tout, de {euros(bas)} ({dernier}) "
        f"à {euros(haut)} ({premier}).",
        autres,
        entetes=("Payeur", "Participation"),
        accent=premier,
        unite="€",
    )


def _somme(lignes: Barres) -> Nombre:
    return sum(valeur for _, valeur in lignes)
