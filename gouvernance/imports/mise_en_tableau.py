"""Des lignes brutes au tableau : titres vérifiés, valeurs nettoyées, lignes vides écartées."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from gouvernance.francais import nombre
from gouvernance.imports.bornes import COLONNES_MAXIMALES, FAUTES_MONTREES, LIGNES_MAXIMALES
from gouvernance.imports.fautes import Faute
from gouvernance.imports.tableau import (
    FichierIllisible,
    FractionSansFormat,
    Ligne,
    Tableau,
    Valeur,
    illisible,
)

ENTIER_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Brut:
    """Cellules telles que lues ; `premiere_colonne` est le rang de la première dans la feuille."""

    lignes: Iterable[tuple[int, list]]
    premiere_colonne: int = 0
    feuille: str = ""
    autres_feuilles: tuple[str, ...] = ()


@dataclass
class Titres:
    """Les titres, par rang de cellule, et ce qui ne va pas avec eux."""

    par_rang: dict[int, str]
    premiere_colonne: int
    fautes: list[Faute] = field(default_factory=list)
    sans_titre: set[int] = field(default_factory=set)

    def ranger(self, numero: int, cellules: list) -> tuple[Valeur, ...]:
        valeurs = [nettoyer(cellule) for cellule in cellules]
        for rang, valeur in enumerate(valeurs):
            if valeur is not None and rang not in self.par_rang and rang not in self.sans_titre:
                self.sans_titre.add(rang)
                self.fautes.append(self.hors_des_titres(numero, rang))
        manquantes = max(self.par_rang) + 1 - len(valeurs)
        valeurs += [None] * manquantes
        return tuple(valeurs[rang] for rang in self.par_rang)

    def hors_des_titres(self, numero: int, rang: int) -> Faute:
        lettre = en_lettres(rang + self.premiere_colonne)
        return Faute(
            numero,
            lettre,
            f"La colonne {lettre} a une valeur mais pas de titre. Donnez-lui un titre, "
            "effacez-la ou, dans un CSV, mettez entre guillemets le texte qui contient un "
            "séparateur.",
        )


def mettre_en_tableau(brut: Brut) -> Tableau:
    """Lève `FichierIllisible`, toutes les fautes de forme réunies."""
    titres, lignes = None, []
    for numero, cellules in brut.lignes:
        if not any(est_remplie(cellule) for cellule in cellules):
            continue
        if titres is None:
            titres = lire_les_titres(numero, cellules, brut.premiere_colonne)
            continue
        lignes.append(Ligne(numero, titres.ranger(numero, cellules)))
        if len(lignes) > LIGNES_MAXIMALES:
            raise illisible(
                f"Ce fichier a plus de {nombre(LIGNES_MAXIMALES)} lignes : importez-le en "
                "plusieurs fois."
            )
    if titres is None:
        raise illisible(f"{nommer(brut)} est vide.")
    if titres.fautes:
        raise FichierIllisible(tuple(titres.fautes[:FAUTES_MONTREES]))
    if not lignes:
        raise illisible(f"{nommer(brut)} n’a aucune ligne sous ses titres.")
    entetes = tuple(titres.par_rang.values())
    return Tableau(entetes, tuple(lignes), brut.feuille, brut.autres_feuilles)


def nommer(brut: Brut) -> str:
    return f"La feuille « {brut.feuille} »" if brut.feuille else "Ce fichier"


def lire_les_titres(numero: int, cellules: list, premiere_colonne: int) -> Titres:
    textes = {rang: en_titre(cellule) for rang, cellule in enumerate(cellules)}
    par_rang = {rang: texte for rang, texte in textes.items() if texte}
    if len(par_rang) > COLONNES_MAXIMALES:
        raise illisible(
            f"Ce fichier a plus de {COLONNES_MAXIMALES} colonnes : n’y laissez que celles du "
            "modèle.",
            ligne=numero,
        )
    if not any(caractere.isalpha() for texte in par_rang.values() for caractere in texte):
        raise illisible(
            "La première ligne remplie doit porter les titres des colonnes, ceux du modèle.",
            ligne=numero,
        )
    titres = Titres(par_rang, premiere_colonne)
    fois = Counter(texte.casefold() for texte in par_rang.values())
    for repete in [texte for texte, nombre_de_fois in fois.items() if nombre_de_fois > 1]:
        rangs = [rang for rang, texte in par_rang.items() if texte.casefold() == repete]
        lettres = " et ".join(en_lettres(rang + premiere_colonne) for rang in rangs)
        titre = par_rang[rangs[0]]
        phrase = f"Le titre « {titre} » est écrit deux fois (colonnes {lettres})."
        titres.fautes.append(Faute(numero, titre, phrase))
    return titres


def en_titre(cellule: object) -> str:
    valeur = nettoyer(cellule)
    return "" if valeur is None else " ".join(str(valeur).split())


def est_remplie(cellule: object) -> bool:
    return cellule not in ("", None) and (not isinstance(cellule, str) or bool(cellule.strip()))


def nettoyer(cellule: object) -> Valeur:
    """Valeur d'une cellule ; rien pour un blanc, une date pour un instant à minuit."""
    match cellule:
        case str():
            return cellule.strip() or None
        case bool() | None | FractionSansFormat():
            return cellule
        case float() if cellule.is_integer() and abs(cellule) < ENTIER_EXACT:
            return int(cellule)
        case datetime() if cellule.time() == time():
            return cellule.date()
        case int() | float() | date():
            return cellule
    return str(cellule)


def en_lettres(rang: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    lettres, reste = "", rang + 1
    while reste:
        reste, unite = divmod(reste - 1, 26)
        lettres = chr(ord("A") + unite) + lettres
    return lettres
