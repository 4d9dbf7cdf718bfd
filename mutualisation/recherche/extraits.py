"""Passage d'un texte où des mots sont trouvés, découpé pour que le gabarit les marque."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from gouvernance.francais import INSECABLE
from gouvernance.mise_a_plat import mettre_a_plat, mots_a_plat
from gouvernance.recherche import LONGUEUR_CORRIGEE, Recherche
from gouvernance.trigrammes import RESSEMBLANCE_MINIMALE, ressemblance

LONGUEUR = 180
AVANT = 60
MOT = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Morceau:
    texte: str
    est_trouve: bool = False


def marquer(texte: str, recherche: Recherche, *, approche: bool = False) -> tuple[Morceau, ...]:
    """Tout le texte, les mots trouvés à part ; ceux qui se suivent ne font qu'un."""
    texte = unicodedata.normalize("NFC", texte)
    passages: list[list[int]] = []
    for mot in MOT.finditer(texte):
        if not est_cherche(mot[0], recherche, approche=approche):
            continue
        if passages and mot.start() == passages[-1][1] + 1:
            passages[-1][1] = mot.end()
        else:
            passages.append([mot.start(), mot.end()])
    morceaux, fin = [], 0
    for debut, suivant in passages:
        morceaux += [Morceau(texte[fin:debut]), Morceau(texte[debut:suivant], True)]
        fin = suivant
    return tuple(morceau for morceau in [*morceaux, Morceau(texte[fin:])] if morceau.texte)


def extraire(
    textes: Iterable[str], recherche: Recherche, *, approche: bool = False
) -> tuple[Morceau, ...]:
    """Passage du premier des textes où un mot se trouve, coupé entre deux mots ; sinon rien."""
    for texte in textes:
        d_un_tenant = " ".join(unicodedata.normalize("NFC", texte).split())
        for mot in MOT.finditer(d_un_tenant):
            if est_cherche(mot[0], recherche, approche=approche):
                passage = couper(d_un_tenant, mot.start())
                return marquer(passage, recherche, approche=approche)
    return ()


def resumer(texte: str) -> tuple[Morceau, ...]:
    """Le début du texte, sans rien marquer."""
    return (Morceau(couper(texte, 0)),) if texte else ()


def couper(texte: str, position: int) -> str:
    """Environ `LONGUEUR` signes autour du mot qui commence à cette position."""
    if len(texte) <= LONGUEUR:
        return texte
    debut = max(0, min(position - AVANT, len(texte) - LONGUEUR))
    fin = debut + LONGUEUR
    if debut:
        espace = texte.find(" ", debut, position)
        debut = position if espace < 0 else espace + 1
    if fin < len(texte):
        espace = texte.rfind(" ", position, fin)
        fin = fin if espace < 0 else espace
    avant = f"…{INSECABLE}" if debut else ""
    apres = f"{INSECABLE}…" if fin < len(texte) else ""
    return f"{avant}{texte[debut:fin]}{apres}"


def est_cherche(mot: str, recherche: Recherche, *, approche: bool = False) -> bool:
    """Vrai si le mot commence comme un de ceux qu'on cherche, ou, approché, lui ressemble."""
    simples = mots_a_plat(mot)
    if any(f"{simple} ".startswith(debut) for simple in simples for debut in recherche.debuts):
        return True
    return approche and any(est_voisin(cherche, mot) for cherche in recherche.mots)


def est_voisin(cherche: str, mot: str) -> bool:
    return len(cherche) >= LONGUEUR_CORRIGEE and note(cherche, mot) >= RESSEMBLANCE_MINIMALE


def note(cherche: str, mot: str) -> float:
    return ressemblance(cherche, mettre_a_plat(mot))


def corriger(recherche: Recherche, texte: str) -> str:
    """La saisie, chaque mot remplacé par celui du texte qui lui ressemble le plus."""
    mots = MOT.findall(unicodedata.normalize("NFC", texte))

    def remplacer(trouve: re.Match) -> str:
        cherche = mettre_a_plat(trouve[0]).strip()
        voisins = [mot for mot in mots if est_voisin(cherche, mot)]
        return max(voisins, key=partial(note, cherche), default=trouve[0])

    return MOT.sub(remplacer, recherche.saisie)
