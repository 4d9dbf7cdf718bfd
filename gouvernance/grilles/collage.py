"""Répartir un bloc copié d'un tableur ; static/js/grille.js suit les mêmes règles."""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass

from gouvernance.francais import INSECABLE, accord, cle_de_tri, enumerer
from gouvernance.grilles.declaration import Colonne, Grille, Ligne, nom_de_cellule

LIGNES_AU_PLUS = 5_000


@dataclass(frozen=True, slots=True)
class Collage:
    """Textes à mettre dans les cellules, et ce qui n'a trouvé aucune place."""

    textes: dict[str, str]
    fautes: list[str]


def lire_bloc(bloc: str) -> list[list[str]]:
    """Lignes et cases d'un bloc ; un tableur met des guillemets autour d'un texte à la ligne."""
    lignes = list(csv.reader(io.StringIO(bloc.replace("\r\n", "\n")), delimiter="\t"))
    while lignes and not any(case.strip() for case in lignes[-1]):
        lignes.pop()
    return lignes


def repartir(grille: Grille, bloc: str, depart: str = "") -> Collage:
    """Par noms si la première colonne en donne, sinon à partir de la cellule de départ."""
    try:
        lignes = lire_bloc(bloc)
    except csv.Error:
        return Collage({}, ["Ce bloc ne se lit pas comme un tableau."])
    if not lignes:
        return Collage({}, ["Le bloc est vide."])
    if len(lignes) > LIGNES_AU_PLUS:
        return Collage({}, [f"Collez au plus {LIGNES_AU_PLUS} lignes à la fois."])
    index = defaultdict(list)
    for ligne in grille.lignes:
        for cle in ligne.cles:
            index[cle].append(ligne)
    premiere, rang = _depart(grille, depart)
    if _donne_des_noms(lignes, index):
        return _par_noms(grille, lignes, index, rang)
    return _par_places(grille, lignes, premiere, rang)


def cle(case: str) -> str:
    return cle_de_tri(" ".join(case.split()))


def _depart(grille: Grille, nom: str) -> tuple[int, int]:
    ouvertes = [ligne for ligne in grille.lignes if not ligne.fermee]
    for i, ligne in enumerate(ouvertes):
        for j, colonne in enumerate(grille.saisies):
            if nom_de_cellule(ligne, colonne) == nom:
                return i, j
    return 0, 0


def _donne_des_noms(lignes: list[list[str]], index: dict) -> bool:
    """Un nom en lettres suffit ; des codes, qui sont aussi des nombres, doivent l'être tous."""
    premieres = [cle(ligne[0]) for ligne in lignes if len(ligne) > 1 and ligne[0].strip()]
    connues = [premiere for premiere in premieres if premiere in index]
    en_lettres = any(not connue.isdigit() for connue in connues)
    return en_lettres or (bool(connues) and len(connues) >= len(premieres) - 1 and len(connues) > 1)


def _par_noms(grille: Grille, lignes: list, index: dict, rang: int) -> Collage:
    colonnes, corps, fautes = _colonnes(grille, lignes, index, rang)
    doubles = Counter(cle(ligne[0]) for _, ligne in corps)
    textes: dict[str, str] = {}
    for numero, (nom, *cases) in corps:
        trouvees = index.get(cle(nom), [])
        if not nom.strip() and not any(case.strip() for case in cases):
            continue
        if faute := _faute_de_nom(nom, trouvees, doubles[cle(nom)]):
            fautes.append(f"Ligne {numero} du bloc : {faute}")
            continue
        if len(cases) > len(colonnes) and any(case.strip() for case in cases[len(colonnes) :]):
            fautes.append(f"Ligne {numero} du bloc : elle a plus de cases que la grille.")
        for colonne, case in zip(colonnes, cases, strict=False):
            if colonne:
                textes[nom_de_cellule(trouvees[0], colonne)] = colonne.saisie.accueillir(case)
    return Collage(textes, fautes)


def _faute_de_nom(nom: str, trouvees: list[Ligne], fois: int) -> str:
    cite = f"«{INSECABLE}{' '.join(nom.split())}{INSECABLE}»"
    if not trouvees:
        return f"{cite} n’est pas dans cette grille."
    if len(trouvees) > 1:
        return f"{cite} désigne plusieurs lignes de cette grille."
    if fois > 1:
        return f"{cite} y est {fois} fois."
    if trouvees[0].fermee:
        return f"{cite} ne se change pas ici."
    return ""


def _colonnes(
    grille: Grille, lignes: list[list[str]], index: dict, rang: int
) -> tuple[list[Colonne | None], list[tuple[int, list[str]]], list[str]]:
    """Colonnes des cases qui suivent le nom : celles que dit l'en-tête, sinon celles d'après."""
    numerotees = [(numero, ligne or [""]) for numero, ligne in enumerate(lignes, start=1)]
    par_libelle = {cle(colonne.libelle): colonne for colonne in grille.saisies}
    tete = [cle(case) for case in lignes[0]]
    if tete and tete[0] not in index and any(case in par_libelle for case in tete[1:]):
        inconnues = [
            c for c, t in zip(lignes[0][1:], tete[1:], strict=True) if t not in par_libelle
        ]
        ignorees = [" ".join(c.split()) for c in inconnues if c.strip()]
        faute = accord(len(ignorees), "Colonne ignorée", "Colonnes ignorées")
        fautes = [f"{faute} : {enumerer(ignorees)}."] if ignorees else []
        return [par_libelle.get(case) for case in tete[1:]], numerotees[1:], fautes
    return list(grille.saisies[rang:]), numerotees, []


def _par_places(grille: Grille, lignes: list[list[str]], premiere: int, rang: int) -> Collage:
    ouvertes = [ligne for ligne in grille.lignes if not ligne.fermee][premiere:]
    colonnes = grille.saisies[rang:]
    textes, fautes = {}, []
    if (reste := len(lignes) - len(ouvertes)) > 0:
        depassent = accord(reste, "ligne dépasse", "lignes dépassent")
        fautes.append(f"{reste}{INSECABLE}{depassent} de la grille, en bas.")
    if any(case.strip() for cases in lignes for case in cases[len(colonnes) :]):
        fautes.append("Le bloc dépasse de la grille, à droite.")
    for ligne, cases in zip(ouvertes, lignes, strict=False):
        for colonne, case in zip(colonnes, cases, strict=False):
            textes[nom_de_cellule(ligne, colonne)] = colonne.saisie.accueillir(case)
    return Collage(textes, fautes)
