"""Lire chaque ligne d'un tableau, la comparer à la base, relever tout ce qui ne va pas."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from gouvernance.exercices import exercices_clos, phrase_de_refus
from gouvernance.francais import accord, enumerer, insecables
from gouvernance.imports.annuaires import Ambigu, Muette, normaliser
from gouvernance.imports.contexte import Contexte
from gouvernance.imports.fautes import Faute
from gouvernance.imports.ressource import Colonne, Ressource
from gouvernance.imports.resultats import Question
from gouvernance.imports.tableau import Ligne, Tableau
from gouvernance.imports.valeurs import ValeurRefusee, est_un_tiret, est_vide

# Fautes montrées ; les autres sont comptées.
FAUTES_MONTREES = 200


@dataclass(slots=True)
class Touchee:
    """Ligne qui crée un objet, ou en change : pour chaque colonne, la valeur d'avant.

    `ancien` n'est gardé que si un exercice est clos : c'est sur lui que se juge le verrou.
    """

    ligne: int
    objet: Model
    avant: dict[str, Any]
    est_neuve: bool
    ancien: Model | None


@dataclass(slots=True)
class Releve:
    """Les fautes et les questions, au fil de la lecture."""

    fautes: list[Faute] = field(default_factory=list)
    nombre: int = 0
    questions: dict[str, Question] = field(default_factory=dict)

    def noter(self, ligne: int | None, colonne: str, phrase: str) -> None:
        self.nombre += 1
        if len(self.fautes) < FAUTES_MONTREES:
            self.fautes.append(Faute(ligne, colonne, insecables(phrase)))

    def demander(self, question: Question) -> None:
        connue = self.questions.get(question.cle)
        if connue is None:
            self.questions[question.cle] = question
        elif len(connue.lignes) < FAUTES_MONTREES:
            lignes = (*connue.lignes, *question.lignes)
            self.questions[question.cle] = Question(
                connue.cle, lignes, connue.colonne, connue.valeur, connue.candidats
            )


class Examen:
    """Un tableau confronté à la base ; n'écrit rien."""

    def __init__(
        self,
        ressource: type[Ressource],
        tableau: Tableau,
        reponses: Mapping[str, str],
        auteur: Model | None,
    ):
        self.ressource = ressource()
        self.tableau = tableau
        self.titres = [normaliser(entete) for entete in tableau.entetes]
        self.contexte = Contexte(reponses, auteur)
        self.releve = Releve()
        self.touchees: list[Touchee] = []
        self.inchangees = 0
        self.remarques: list[str] = []
        self.vues: dict[tuple, int] = {}
        self.empreinte = sha256()

    def mener(self) -> None:
        """Lit tout le tableau, en un nombre constant de requêtes."""
        rangs = self.reconnaitre_entetes()
        questions = self.ressource.questions_prealables(self.titres, self.contexte)
        for question in questions:
            self.releve.demander(question)
        if self.releve.nombre or self.releve.questions:
            return
        self.clos = exercices_clos()
        self.existants = self.ressource.lire_existants(self.contexte)
        champs = self.ressource._meta.model._meta.concrete_fields
        # Une relation vient d'un annuaire : Django l'y chercherait une fois par ligne.
        self.deja_surs = {champ.name for champ in champs if champ.is_relation}
        for ligne in self.tableau.lignes:
            self.examiner(ligne, rangs)
        # Toutes lues : une ligne peut en rendre une autre juste, où qu'elle soit dans le fichier.
        self.touchees = [touchee for touchee in self.touchees if self.est_juste(touchee)]
        self.remarques += self.ressource.remarques(self.contexte)
        if not (self.releve.nombre or self.releve.questions):
            touches = [(touchee.ligne, touchee.objet) for touchee in self.touchees]
            for faute in self.ressource.verifier_ensemble(touches, self.contexte):
                self.releve.noter(faute.ligne, faute.colonne, faute.phrase)

    def reconnaitre_entetes(self) -> dict[str, int]:
        """Rang de chaque colonne comprise, par son nom ; les autres sont dites."""
        rangs_des_titres = {titre: rang for rang, titre in enumerate(self.titres) if titre}
        rangs = {}
        for colonne in self.ressource.fields.values():
            noms = map(normaliser, [colonne.nom, colonne.attribute, *colonne.autres_noms])
            trouve = next((nom for nom in noms if nom in rangs_des_titres), None)
            if trouve is not None:
                rangs[colonne.nom] = rangs_des_titres[trouve]
        autres = [e for rang, e in enumerate(self.tableau.entetes) if rang not in rangs.values()]
        self.dire_les_autres(autres, rangs)
        deduites = self.ressource.colonnes_deduites(self.titres)
        for colonne in self.ressource.fields.values():
            if colonne.obligatoire and colonne.nom not in {*rangs, *deduites}:
                self.releve.noter(None, colonne.nom, "cette colonne manque au fichier.")
        return rangs

    def dire_les_autres(self, entetes: Sequence[str], rangs: Mapping[str, int]) -> None:
        """Un titre presque juste est une faute ; les autres colonnes sont laissées de côté."""
        absentes = {normaliser(c.nom): c.nom for c in self.ressource.colonnes if c.nom not in rangs}
        ignorees = []
        for entete in entetes:
            proches = get_close_matches(normaliser(entete), absentes, n=1, cutoff=0.8)
            if proches:
                phrase = f"colonne inconnue : est-ce « {absentes[proches[0]]} » ?"
                self.releve.noter(None, entete, phrase)
            else:
                ignorees.append(f"« {entete} »")
        if ignorees:
            titre = accord(len(ignorees), "Colonne laissée", "Colonnes laissées")
            self.remarques.append(insecables(f"{titre} de côté : {enumerer(ignorees)}."))

    def examiner(self, ligne: Ligne, rangs: Mapping[str, int]) -> None:
        lues = {nom: ligne.valeurs[rang] for nom, rang in rangs.items()}
        if all(est_vide(valeur) for valeur in lues.values()):
            return
        brutes = dict(zip(self.titres, ligne.valeurs, strict=True))
        if not self.ressource.retenir(lues, brutes, self.contexte):
            return
        valeurs = self.lire(ligne.numero, lues)
        if valeurs is not None:
            self.rapprocher(ligne.numero, valeurs)

    def rapprocher(self, numero: int, valeurs: dict[str, Any]) -> None:
        """Trouve l'objet dont parle la ligne, que nulle autre ne doit décrire aussi."""
        reconnaissance = self.ressource.fields[self.ressource.get_import_id_fields()[0]]
        try:
            objet = self.ressource.chercher(valeurs, self.existants)
        except ValeurRefusee as refus:
            self.releve.noter(numero, reconnaissance.nom, str(refus))
            return
        cle = ("connu", objet.pk) if objet else self.ressource.cle_lue(valeurs)
        premiere = self.vues.setdefault(cle, numero)
        if premiere != numero:
            phrase = f"la ligne {premiere} parle déjà du même objet."
            self.releve.noter(numero, reconnaissance.nom, phrase)
            return
        self.comparer(numero, valeurs, objet)

    def lire(self, numero: int, lues: dict[str, Any]) -> dict[str, Any] | None:
        """Valeurs que la ligne donne, par attribut ; rien si une seule ne se lit pas."""
        valeurs, est_juste = {}, True
        for colonne in self.ressource.fields.values():
            if colonne.nom not in lues:
                continue
            try:
                if (lue := self.lire_cellule(colonne, lues, valeurs)) is not VIDE:
                    valeurs[colonne.attribute] = lue
                continue
            except ValeurRefusee as refus:
                self.releve.noter(numero, colonne.nom, str(refus))
            except Ambigu as doute:
                ecrite = str(lues[colonne.nom]).strip()
                self.releve.demander(
                    Question(doute.cle, (numero,), colonne.nom, ecrite, doute.candidats)
                )
            except Muette:
                pass
            est_juste = False
        return valeurs if est_juste else None

    def lire_cellule(self, colonne: Colonne, lues: dict[str, Any], valeurs: dict[str, Any]):
        brute = lues[colonne.nom]
        if est_vide(brute):
            if colonne.obligatoire:
                raise ValeurRefusee("il faut une valeur.")
            return VIDE
        if est_un_tiret(brute):
            if colonne.obligatoire:
                raise ValeurRefusee(
                    f"« {brute.strip()} » dit qu’il n’y a rien : il faut une valeur."
                )
            if colonne.readonly:
                return VIDE
            champ = self.ressource.champ(colonne)
            return None if champ.null else champ.get_default()
        return colonne.clean(lues, lecture=self.contexte, valeurs=valeurs, colonne=colonne)

    def comparer(self, numero: int, valeurs: dict[str, Any], connu: Model | None) -> None:
        est_neuve = connu is None
        objet = self.ressource.init_instance() if est_neuve else connu
        ancien = copy(objet) if self.clos and not est_neuve else None
        avant = {}
        for colonne in self.ressource.fields.values():
            nom = colonne.attribute
            if nom not in valeurs or colonne.readonly:
                continue
            connue = None if est_neuve else self.ressource.connue(objet, colonne)
            if est_neuve or not colonne.widget.est_la_meme(connue, valeurs[nom]):
                avant[nom] = connue
                setattr(objet, nom, valeurs[nom])
        if not avant:
            self.inchangees += 1
            return
        self.ressource.completer(objet, self.contexte, est_neuve=est_neuve)
        self.touchees.append(Touchee(numero, objet, avant, est_neuve, ancien))
        fait = [(nom, str(avant[nom]), str(getattr(objet, nom))) for nom in avant]
        self.empreinte.update(repr((numero, objet.pk, fait)).encode())

    def est_juste(self, touchee: Touchee) -> bool:
        deja_notees = self.releve.nombre
        for nom, phrase in self.fautes(touchee.objet, touchee.est_neuve):
            colonne = self.ressource.fields.get(nom)
            self.releve.noter(touchee.ligne, colonne.nom if colonne else "", phrase)
        if self.clos:
            rattachement = touchee.objet.rattachement
            if annee := rattachement.opposition(touchee.ancien, touchee.objet, self.clos):
                self.releve.noter(touchee.ligne, "", phrase_de_refus({annee: self.clos[annee]}))
        return self.releve.nombre == deja_notees

    def fautes(self, objet: Model, est_neuve: bool) -> Iterator[tuple[str, str]]:
        """Toutes celles que le modèle et la ressource relèvent, hors contraintes de la base."""
        if est_neuve and (refus := self.ressource.refuser_creation(objet)):
            yield self.ressource.get_import_id_fields()[0], refus
            return
        fautifs = set()
        for verifier in [lambda: objet.clean_fields(exclude=self.deja_surs), objet.clean]:
            try:
                verifier()
            except ValidationError as erreur:
                for nom, messages in en_messages(erreur).items():
                    fautifs.add(nom)
                    yield from ((nom, message) for message in messages)
        for nom, phrase in self.ressource.verifier(objet, self.contexte):
            if nom not in fautifs:
                yield nom, phrase


def en_messages(erreur: ValidationError) -> dict[str, list[str]]:
    if hasattr(erreur, "error_dict"):
        return erreur.message_dict
    return {NON_FIELD_ERRORS: erreur.messages}


VIDE = object()
