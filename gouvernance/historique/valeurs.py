"""Une valeur gardée par l'historique, écrite pour un lecteur."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal

from django.db import models
from django.utils import timezone

from gouvernance.francais import INSECABLE, date_en_lettres, enumerer, euros, nombre

Reference = tuple[type[models.Model], int]
Noms = Mapping[Reference, str]

EN_EUROS = re.compile(r"^(montant|deja_valorise|cout_reel|denominateur_cif)")
ANNEES = re.compile(r"annee|exercice|millesime|vigueur")
LONGUEUR_D_UN_MOT_A_MOT = 60
# Au-delà, comparer mot à mot prendrait des secondes : on compare ligne à ligne.
MOTS_COMPARES = 4000
VOISINS = 12


@dataclass(frozen=True, slots=True)
class Morceau:
    """Suite de mots d'un texte comparé : gardée, ôtée ou ajoutée."""

    sort: Literal["garde", "ote", "ajoute"]
    texte: str


def ecrire(champ: models.Field, valeur: object, noms: Noms) -> str:
    """Ce que vaut un champ, tel qu'une page le montrerait ; rien s'il est vide."""
    if valeur is None or valeur == "":
        return ""
    if champ.many_to_many:
        return enumerer(sorted(noms[champ.related_model, pk] for pk in valeur)) if valeur else ""
    if champ.remote_field:
        return noms[champ.related_model, valeur]
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    return ecrire_seule(champ.name, valeur)


def ecrire_seule(nom: str, valeur: object) -> str:
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case datetime():
            return ecrire_moment(valeur)
        case date():
            return date_en_lettres(valeur)
        case Decimal() if EN_EUROS.search(nom):
            return euros(valeur, 2)
        case int() if ANNEES.search(nom):
            return str(valeur)
        case int() | Decimal():
            return nombre(valeur)
        case list() | tuple():
            return enumerer(str(element) for element in valeur)
    return str(valeur)


def ecrire_moment(moment: datetime) -> str:
    """« 22 novembre 2026 à 13 h 05 »."""
    local = timezone.localtime(moment)
    heure = f"{local.hour}{INSECABLE}h{INSECABLE}{local:%M}"
    return f"{date_en_lettres(local.date())} à {heure}"


def comparer_textes(avant: str, apres: str) -> tuple[Morceau, ...]:
    """Différence mot à mot de deux textes longs ; rien si l'un des deux est court."""
    if min(len(avant), len(apres)) < LONGUEUR_D_UN_MOT_A_MOT:
        return ()
    return tuple(_resserrer(list(_morceaux(_decouper(avant, apres), _decouper(apres, avant)))))


def _decouper(texte: str, autre: str) -> list[str]:
    en_mots = len(texte.split()) + len(autre.split()) <= MOTS_COMPARES
    return re.findall(r"\S+|\s+", texte) if en_mots else texte.splitlines(keepends=True)


def _morceaux(avant: list[str], apres: list[str]) -> Iterator[Morceau]:
    comparaison = SequenceMatcher(None, avant, apres, autojunk=False)
    for sort, debut, fin, debut_apres, fin_apres in comparaison.get_opcodes():
        if sort == "equal":
            yield Morceau("garde", "".join(avant[debut:fin]))
            continue
        if debut < fin:
            yield Morceau("ote", "".join(avant[debut:fin]))
        if debut_apres < fin_apres:
            yield Morceau("ajoute", "".join(apres[debut_apres:fin_apres]))


def _resserrer(morceaux: list[Morceau]) -> Iterator[Morceau]:
    """D'un long passage gardé, seulement les mots voisins d'un changement."""
    for rang, morceau in enumerate(morceaux):
        mots = re.findall(r"\S+\s*|\s+", morceau.texte)
        if morceau.sort != "garde" or len(mots) <= 2 * VOISINS:
            yield morceau
            continue
        tete = mots[:VOISINS] if rang else []
        queue = mots[-VOISINS:] if rang < len(morceaux) - 1 else []
        yield Morceau("garde", f"{''.join(tete)} […] {''.join(queue)}")
