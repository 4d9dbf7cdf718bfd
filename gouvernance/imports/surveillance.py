"""Surveiller le XML d'une feuille pendant qu'il passe : sa grandeur, ses pièges, ses formules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

from gouvernance.francais import nombre
from gouvernance.imports.bornes import (
    CARACTERES_MAXIMAUX,
    CELLULES_MAXIMALES,
    COLONNES_MAXIMALES,
    FAUTES_MONTREES,
    LIGNES_MAXIMALES,
)
from gouvernance.imports.fautes import Faute
from gouvernance.imports.lecture_archive import INCOMPLET
from gouvernance.imports.mise_en_tableau import en_lettres
from gouvernance.imports.tableau import FichierIllisible, illisible

Debut = Callable[[str, dict[str, str]], None]
ENTITES = (
    "Ce classeur contient des définitions d’entités XML, qu’aucun tableur n’écrit : "
    "enregistrez-le à nouveau depuis un tableur."
)
FUSION = (
    "Les cellules {place} sont fusionnées : défusionnez-les, puis répétez leur valeur sur chaque "
    "ligne."
)
SANS_VALEUR = (
    "Cette formule n’a pas de valeur enregistrée : ouvrez le fichier dans un tableur et "
    "enregistrez-le, ou collez les valeurs à la place des formules."
)
EN_ERREUR = "Cette cellule contient une erreur de calcul : corrigez-la."


def surveiller(
    morceaux: Iterator[bytes],
    debut: Debut | None = None,
    fin: Callable[[str], None] | None = None,
    texte: Callable[[str], None] | None = None,
) -> Iterator[bytes]:
    """Rend les mêmes octets, une fois lus comme du XML ; lève `FichierIllisible`."""
    analyseur = ParserCreate()
    analyseur.buffer_text = True
    analyseur.StartDoctypeDeclHandler = refuser_les_entites
    analyseur.StartElementHandler = debut
    analyseur.EndElementHandler = fin
    analyseur.CharacterDataHandler = texte
    try:
        for morceau in morceaux:
            analyseur.Parse(morceau, False)
            yield morceau
        analyseur.Parse(b"", True)
    except (ExpatError, ValueError) as erreur:
        raise illisible(INCOMPLET) from erreur


def parcourir(morceaux: Iterator[bytes], debut: Debut) -> None:
    for _ in surveiller(morceaux, debut):
        pass


def refuser_les_entites(*_) -> None:
    raise illisible(ENTITES)


@dataclass
class Releve:
    """Ce qu'une feuille occupe et ce qui empêche de la lire.

    `prises` compte les cellules des feuilles d'avant, quand la bibliothèque les lit toutes.
    """

    prises: int = 0
    derniere_ligne: int = 0
    derniere_colonne: int = 0
    caracteres: int = 0
    fusions: list[str] = field(default_factory=list)
    sans_valeur: list[tuple[int, int]] = field(default_factory=list)
    en_erreur: list[tuple[int, int]] = field(default_factory=list)
    # Un bit par colonne, de la première : une feuille peut en être pleine.
    pourcentages: dict[int, int] = field(default_factory=dict)

    @property
    def cellules(self) -> int:
        return self.prises + self.derniere_ligne * self.derniere_colonne

    @property
    def est_vide(self) -> bool:
        return not self.derniere_ligne

    def remplir(self, ligne: int, colonne: int, caracteres: int) -> None:
        """Une cellule qui porte quelque chose, comptée depuis un. Lève `FichierIllisible`."""
        self.derniere_ligne = max(self.derniere_ligne, ligne)
        self.derniere_colonne = max(self.derniere_colonne, colonne)
        self.caracteres += caracteres
        if self.derniere_ligne > LIGNES_MAXIMALES + 1:
            raise illisible(
                f"Cette feuille a une valeur à la ligne {nombre(self.derniere_ligne)} ; "
                f"{nombre(LIGNES_MAXIMALES)} lignes au plus sont lues. Effacez ce qui dépasse, ou "
                "importez en plusieurs fois."
            )
        if self.derniere_colonne > COLONNES_MAXIMALES:
            raise illisible(
                f"Cette feuille a plus de {COLONNES_MAXIMALES} colonnes : n’y laissez que celles "
                "du modèle."
            )
        if self.cellules > CELLULES_MAXIMALES:
            raise illisible(
                f"Cette feuille s’étend sur plus de {nombre(CELLULES_MAXIMALES)} cellules : "
                "importez-la en plusieurs fois."
            )
        if self.caracteres > CARACTERES_MAXIMAUX:
            raise illisible("Cette feuille contient trop de texte : importez-la en plusieurs fois.")

    def noter_un_pourcentage(self, ligne: int, colonne: int, repetee: int = 1) -> None:
        """`repetee` colonnes de suite, comptées depuis un, au format pourcentage."""
        masque = (1 << repetee) - 1 << colonne - 1
        self.pourcentages[ligne] = self.pourcentages.get(ligne, 0) | masque

    def refuser_les_fautes(self) -> None:
        fautes = [Faute(None, "", FUSION.format(place=place)) for place in self.fusions]
        for phrase, cellules in [(SANS_VALEUR, self.sans_valeur), (EN_ERREUR, self.en_erreur)]:
            fautes += [Faute(ligne, en_lettres(rang - 1), phrase) for ligne, rang in cellules]
        if fautes:
            raise FichierIllisible(tuple(fautes[:FAUTES_MONTREES]))


def local(nom: str) -> str:
    """Nom sans préfixe : les tableurs n'écrivent pas tous le même."""
    return nom.rpartition(":")[2]
