"""ODS : toutes ses feuilles tiennent dans un seul XML, où une cellule peut se dire répétée."""

from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile

from gouvernance.francais import enumerer
from gouvernance.imports.bornes import FAUTES_MONTREES
from gouvernance.imports.cellules import lire_les_cellules
from gouvernance.imports.lecture_archive import PROTEGE, Archive, Copie
from gouvernance.imports.mise_en_tableau import Brut, en_lettres
from gouvernance.imports.surveillance import Releve, local, parcourir, surveiller
from gouvernance.imports.tableau import illisible

CONTENU = "content.xml"
MANIFESTE = "META-INF/manifest.xml"
REPETEES = "table:number-columns-repeated"
LIGNES_REPETEES = "table:number-rows-repeated"


@dataclass
class Cellule:
    repetee: int
    porte_une_valeur: bool
    formule: bool
    en_erreur: bool
    en_pourcentage: bool
    caracteres: int = 0


@dataclass
class SurveillantOds:
    """Suit les cellules de chaque feuille ; un relevé par feuille."""

    releves: dict[str, Releve] = field(default_factory=dict)
    feuille: str = ""
    ligne: int = 0
    lignes_repetees: int = 1
    colonne: int = 0
    cellule: Cellule | None = None

    @property
    def releve(self) -> Releve:
        return self.releves[self.feuille]

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        match local(nom):
            case "table-cell" | "covered-table-cell":
                self.ouvrir_la_cellule(attributs)
            case "s" if self.cellule:
                self.cellule.caracteres += int(attributs.get("text:c", 1))
            case "table-row":
                self.ligne += 1
                self.colonne = 0
                self.lignes_repetees = max(int(attributs.get(LIGNES_REPETEES, 1)), 1)
            case "table":
                self.ouvrir_la_feuille(attributs.get("table:name", ""))

    def ouvrir_la_feuille(self, nom: str) -> None:
        precedente = self.releves.get(self.feuille, Releve())
        self.releves[nom] = Releve(precedente.cellules, caracteres=precedente.caracteres)
        self.feuille, self.ligne = nom, 0

    def ouvrir_la_cellule(self, attributs: dict[str, str]) -> None:
        genre = attributs.get("office:value-type", "")
        self.cellule = Cellule(
            repetee=max(int(attributs.get(REPETEES, 1)), 1),
            porte_une_valeur=bool(genre),
            formule="table:formula" in attributs,
            en_erreur="error" in (attributs.get("calcext:value-type"), genre),
            en_pourcentage=genre == "percentage",
        )
        largeur = int(attributs.get("table:number-columns-spanned", 1))
        hauteur = int(attributs.get("table:number-rows-spanned", 1))
        if max(largeur, hauteur) > 1 and len(self.releve.fusions) < FAUTES_MONTREES:
            premiere = f"{en_lettres(self.colonne)}{self.ligne}"
            derniere = f"{en_lettres(self.colonne + largeur - 1)}{self.ligne + hauteur - 1}"
            self.releve.fusions.append(f"{premiere}:{derniere}")

    def texte(self, texte: str) -> None:
        if self.cellule:
            self.cellule.caracteres += len(texte)

    def fin(self, nom: str) -> None:
        match local(nom):
            case "table-cell" | "covered-table-cell" if self.cellule:
                self.fermer_la_cellule(self.cellule)
                self.cellule = None
            case "table-row":
                self.ligne += self.lignes_repetees - 1

    def fermer_la_cellule(self, cellule: Cellule) -> None:
        debut = self.colonne + 1
        self.colonne += cellule.repetee
        if not (cellule.porte_une_valeur or cellule.formule or cellule.caracteres):
            return
        derniere = self.ligne + self.lignes_repetees - 1
        repetitions = cellule.repetee * self.lignes_repetees
        self.releve.remplir(derniere, self.colonne, cellule.caracteres * repetitions)
        if cellule.en_pourcentage:
            for ligne in range(self.ligne, derniere + 1):
                self.releve.noter_un_pourcentage(ligne, debut, cellule.repetee)
        if cellule.en_erreur:
            self.signaler(self.releve.en_erreur, debut)
        elif cellule.formule and not cellule.porte_une_valeur:
            self.signaler(self.releve.sans_valeur, debut)

    def signaler(self, liste: list[tuple[int, int]], colonne: int) -> None:
        if len(liste) < FAUTES_MONTREES:
            liste.append((self.ligne, colonne))


def lire_ods(contenu: bytes, feuille: str = "") -> Brut:
    archive = Archive(contenu)
    refuser_le_chiffrement(archive)
    suivi = SurveillantOds()
    with NamedTemporaryFile(suffix=".ods") as fichier:
        with Copie(archive, fichier) as copie:
            for annexe in ["mimetype", MANIFESTE]:
                if archive.contient(annexe):
                    copie.copier(annexe, iter)
            copie.copier(CONTENU, lambda m: surveiller(m, suivi.debut, suivi.fin, suivi.texte))
        fichier.flush()
        choisie = choisir(suivi.releves, feuille)
        suivi.releves[choisie].refuser_les_fautes()
        autres = tuple(nom for nom in suivi.releves if nom != choisie)
        pourcentages = suivi.releves[choisie].pourcentages
        return lire_les_cellules(fichier.name, choisie, autres, pourcentages)


def refuser_le_chiffrement(archive: Archive) -> None:
    def chercher(nom: str, attributs: dict[str, str]) -> None:
        if local(nom) == "encryption-data":
            raise illisible(PROTEGE)

    if archive.contient(MANIFESTE):
        parcourir(archive.morceaux(MANIFESTE), chercher)


def choisir(releves: dict[str, Releve], voulue: str) -> str:
    if voulue and voulue not in releves:
        noms = enumerer(f"« {nom} »" for nom in releves)
        raise illisible(f"Ce classeur n’a pas de feuille « {voulue} » : il a {noms}.")
    candidates = [voulue] if voulue else releves
    remplie = next((nom for nom in candidates if not releves[nom].est_vide), None)
    if remplie is None:
        raise illisible("Ce classeur est vide : aucune de ses feuilles ne contient de valeur.")
    return remplie
