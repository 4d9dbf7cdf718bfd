"""La grille telle que la page la montre : cellules, rappels, totaux, fautes, choix à faire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from gouvernance.francais import ABSENT, INSECABLE, nombre
from gouvernance.grilles.declaration import (
    Calcul,
    Colonne,
    Grille,
    Ligne,
    nom_de_cellule,
)
from gouvernance.grilles.ecriture import Bilan, est_changee
from gouvernance.grilles.envoi import Envoi

POUR_CENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class ChoixAFaire:
    texte: str
    auteur: str
    quand: datetime | None
    choisi: str


@dataclass(frozen=True, slots=True)
class Cellule:
    """Cellule où l'on écrit, ou texte seul si `nom` est vide."""

    colonne: str
    texte: str
    est_numerique: bool
    nature: str = ""
    source: str = ""
    nom: str = ""
    genre: str = "texte"
    options: tuple[str, ...] = ()
    longueur: int = 0
    rappel: str = ""
    est_changee: bool = False
    fautes: tuple[str, ...] = ()
    choix: ChoixAFaire | None = None

    @property
    def est_en_faute(self) -> bool:
        return bool(self.fautes or self.choix)


@dataclass(frozen=True, slots=True)
class Rangee:
    ligne: Ligne
    ouvre_un_groupe: bool
    cellules: tuple[Cellule, ...]

    @property
    def cles(self) -> str:
        """Noms que le script reconnaît dans un tableau collé."""
        return "|".join(sorted(self.ligne.cles))


@dataclass(frozen=True, slots=True)
class Faute:
    """Ligne du récapitulatif, qui mène à sa cellule."""

    ou: str
    messages: tuple[str, ...]
    nom: str


@dataclass(frozen=True, slots=True)
class Total:
    colonne: str
    texte: str
    est_numerique: bool


@dataclass(frozen=True, slots=True)
class Tableau:
    grille: Grille
    rangees: tuple[Rangee, ...]
    totaux: tuple[Total, ...]
    fautes: tuple[Faute, ...]
    generales: tuple[str, ...]
    raison_du_motif: str
    motif: str
    fautes_du_motif: tuple[str, ...]
    lues: str
    disputees: str
    vides: int
    attendues: int
    changees: int

    @property
    def a_des_totaux(self) -> bool:
        return any(total.texte for total in self.totaux)

    @property
    def listes(self) -> list[Colonne]:
        """Colonnes dont les choix, trop nombreux, se proposent à la frappe."""
        return [colonne for colonne in self.grille.saisies if colonne.saisie.genre == "liste"]

    @property
    def se_reprend(self) -> bool:
        return any(colonne.reprise for colonne in self.grille.saisies)

    @property
    def se_reprend_sans_valeurs(self) -> bool:
        return any(colonne.reprise == "structure" for colonne in self.grille.saisies)


@dataclass(slots=True)
class Saisi:
    """Ce que la page a en main : rien à l'ouverture, un envoi ensuite."""

    envoi: Envoi | None = None
    bilan: Bilan = field(default_factory=Bilan)
    ajouts: dict[str, str] = field(default_factory=dict)  # collés ou repris

    def texte(self, nom: str, base: str) -> str:
        """Ce qui a été écrit reste ; ce qui ne l'a pas été suit la base."""
        if nom in self.ajouts:
            return self.ajouts[nom]
        if self.envoi is None:
            return base
        texte = self.envoi.texte(nom)
        est_intacte = texte == self.envoi.lue(nom) and nom not in self.bilan.conflits
        return base if est_intacte else texte

    def lue(self, nom: str, base: str) -> str:
        """Valeur d'où part la prochaine comparaison ; un conflit montré repart de la base."""
        if self.envoi is None or nom in self.bilan.bases:
            return base
        est_intacte = self.envoi.texte(nom) == self.envoi.lue(nom)
        return base if est_intacte and nom not in self.bilan.conflits else self.envoi.lue(nom)


def construire_tableau(grille: Grille, saisi: Saisi | None = None) -> Tableau:
    saisi = saisi or Saisi()
    textes, lues = {}, {}
    for nom, ligne, colonne in grille.cellules():
        base = grille.texte(ligne, colonne)
        textes[nom] = saisi.texte(nom, base)
        if lue := saisi.lue(nom, base):
            lues[nom] = lue
    rangees, groupe = [], None
    for ligne in grille.lignes:
        cellules = tuple(
            _cellule(grille, ligne, colonne, textes, lues, saisi) for colonne in grille.colonnes
        )
        rangees.append(Rangee(ligne, bool(ligne.groupe) and ligne.groupe != groupe, cellules))
        groupe = ligne.groupe
    attendues = [nom for nom, ligne, c in grille.cellules() if ligne.compte and c.est_attendue]
    return Tableau(
        grille=grille,
        rangees=tuple(rangees),
        totaux=tuple(_total(grille, colonne, textes) for colonne in grille.colonnes),
        fautes=tuple(_recapituler(grille, saisi.bilan)),
        generales=tuple(saisi.bilan.generales),
        raison_du_motif=grille.raison_du_motif,
        motif=saisi.envoi.motif if saisi.envoi else "",
        fautes_du_motif=tuple(saisi.bilan.du_motif),
        lues=json.dumps(lues, ensure_ascii=False),
        disputees=json.dumps(sorted(saisi.bilan.conflits)),
        vides=sum(not textes[nom].strip() for nom in attendues),
        attendues=len(attendues),
        changees=sum(cellule.est_changee for rangee in rangees for cellule in rangee.cellules),
    )


def _cellule(
    grille: Grille,
    ligne: Ligne,
    colonne: Colonne | Calcul,
    textes: Mapping[str, str],
    lues: Mapping[str, str],
    saisi: Saisi,
) -> Cellule:
    if isinstance(colonne, Calcul):
        texte = _calculer(grille, ligne, colonne, textes)
        source = nom_de_cellule(ligne, _source(grille, colonne)) if colonne.source else ""
        return Cellule(colonne.code, texte or ABSENT, True, colonne.nature, source)
    nom, saisie = nom_de_cellule(ligne, colonne), colonne.saisie
    if nom not in textes or grille.pourquoi_fermee:
        texte = textes.get(nom) or grille.texte(ligne, colonne)
        return Cellule(colonne.code, texte or ABSENT, saisie.est_numerique, "lecture")
    texte, lue, conflit = textes[nom], lues.get(nom, ""), saisi.bilan.conflits.get(nom)
    options = saisie.options
    if saisie.genre == "choix" and texte and texte not in options:
        options = (*options, texte)
    precedent = ligne.precedents.get(colonne.objet) if colonne.montre_la_precedente else None
    choix = None
    if conflit:
        choisi = saisi.envoi.choix.get(nom, "") if saisi.envoi else ""
        choix = ChoixAFaire(conflit.texte, conflit.auteur, conflit.quand, choisi)
    return Cellule(
        colonne=colonne.code,
        texte=texte,
        est_numerique=saisie.est_numerique,
        nom=nom,
        genre=saisie.genre,
        options=options,
        longueur=saisie.longueur,
        rappel=saisie.ecrire(precedent) if precedent else "",
        est_changee=est_changee(colonne, lue, texte),
        fautes=tuple(saisi.bilan.fautes.get(nom, ())),
        choix=choix,
    )


def _source(grille: Grille, calcul: Calcul) -> Colonne:
    return next(colonne for colonne in grille.saisies if colonne.code == calcul.source)


def _calculer(grille: Grille, ligne: Ligne, calcul: Calcul, textes: Mapping[str, str]) -> str:
    if calcul.nature == "total":
        valeurs = [_nombre(grille, ligne, c, textes) for c in grille.saisies if c.est_totalisee]
        connues = [valeur for valeur in valeurs if valeur is not None]
        return nombre(sum(connues, Decimal(0))) if connues else ""
    colonne = _source(grille, calcul)
    precedent = ligne.precedents.get(colonne.objet)
    avant = colonne.saisie.ecrire(precedent) if precedent else ""
    if calcul.nature == "precedente":
        return avant
    return variation(colonne.saisie.nombre(avant), _nombre(grille, ligne, colonne, textes))


def variation(avant: Decimal | None, apres: Decimal | None) -> str:
    """« +12,5 % » ; rien si l'une des deux manque ou si l'on part de zéro.

    Unités : pour cent, au dixième, une moitié s'éloigne de zéro.
    Erreurs : aucune.
    Source : convention du projet.
    """
    if not avant or apres is None:
        return ""
    ecart = (apres - avant) / abs(avant) * POUR_CENT
    return f"{nombre(ecart, 1, signe=True).removesuffix(',0')}{INSECABLE}%"


def _nombre(
    grille: Grille, ligne: Ligne, colonne: Colonne, textes: Mapping[str, str]
) -> Decimal | None:
    texte = textes.get(nom_de_cellule(ligne, colonne))
    return colonne.saisie.nombre(grille.texte(ligne, colonne) if texte is None else texte)


def _total(grille: Grille, colonne: Colonne | Calcul, textes: Mapping[str, str]) -> Total:
    if isinstance(colonne, Colonne):
        sommees = [colonne] if colonne.est_totalisee else []
    else:
        sommees = [c for c in grille.saisies if c.est_totalisee and colonne.nature == "total"]
    if not sommees:
        return Total(colonne.code, "", False)
    valeurs = (
        _nombre(grille, ligne, c, textes)
        for ligne in grille.lignes
        if ligne.compte
        for c in sommees
    )
    return Total(colonne.code, nombre(sum(filter(None, valeurs), Decimal(0))), True)


def _recapituler(grille: Grille, bilan: Bilan):
    if not bilan.fautes and not bilan.conflits:
        return
    for nom, ligne, colonne in grille.cellules():
        messages = list(bilan.fautes.get(nom, ()))
        if nom in bilan.conflits:
            messages.append("Une autre personne a changé cette valeur : choisissez.")
        if messages:
            yield Faute(f"{ligne.libelle}, {colonne.libelle}", tuple(messages), nom)
