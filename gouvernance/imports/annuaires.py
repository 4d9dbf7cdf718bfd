"""Retrouver l'objet qu'une cellule nomme : par son nom, un code, une graphie, jamais au hasard."""

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Hashable, Iterable
from difflib import get_close_matches
from typing import Any

from django.db.models import Model

from gouvernance.francais import cle_de_tri
from gouvernance.imports.resultats import Candidat
from gouvernance.imports.valeurs import Valeur, ValeurRefusee, citer, en_ligne, refuser_formule

# Chercher un nom proche coûte cher : un fichier tout faux n'en propose que pour les premiers.
RAPPROCHEMENTS = 200
SEPARATEURS = re.compile(r"[\s'’\-‐‑_/.,;:()«»\"]+")
ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "ctre": "centre"}


def normaliser(texte: str) -> str:
    """« Fontaine les Dijon », « FONTAINE-LÈS-DIJON » : une seule clé."""
    mots = SEPARATEURS.sub(" ", cle_de_tri(texte)).split()
    return " ".join(ABREGES.get(mot, mot) for mot in mots)


class Ambigu(Exception):
    """Plusieurs objets peuvent porter ce nom : à la personne de choisir."""

    def __init__(self, cle: str, candidats: Iterable[Candidat]):
        super().__init__(cle)
        self.cle = cle
        self.candidats = tuple(candidats)


class Annuaire(ABC):
    """Les objets d'une sorte, lus une fois ; `portee` restreint la recherche à un parent."""

    sorte = "objet"
    # « aucun service » ; « aucune collectivité ».
    aucun = "aucun"

    def __init__(self):
        self.par_pk: dict[int, Model] = {}
        self.par_cle: dict[tuple[Hashable, str], list[Model]] = defaultdict(list)
        self.connus: dict[tuple[Hashable, str], Any] = {}
        self.a_rapprocher = RAPPROCHEMENTS
        for objet in self.lire():
            self.par_pk[objet.pk] = objet
            for nom in self.noms(objet):
                self.inscrire(objet, nom)

    @abstractmethod
    def lire(self) -> Iterable[Model]: ...

    @abstractmethod
    def noms(self, objet: Model) -> Iterable[str]:
        """Tout ce par quoi il se désigne, le nom qu'il prend dans un export en premier."""

    def portee(self, objet: Model) -> Hashable:
        return None

    def nommer(self, objet: Model) -> str:
        return next(iter(self.noms(objet)))

    def inscrire(self, objet: Model, nom: str) -> None:
        inscrits = self.par_cle[self.portee(objet), normaliser(nom)]
        if nom and objet not in inscrits:
            inscrits.append(objet)

    def trouver(self, texte: str, portee: Hashable = None) -> Model:
        """Lève `Ambigu`, ou `ValeurRefusee` qui propose les noms les plus proches."""
        demande = portee, texte
        if demande not in self.connus:
            try:
                self.connus[demande] = self.chercher(texte, portee)
            except (Ambigu, ValeurRefusee) as refus:
                self.connus[demande] = refus
        trouve = self.connus[demande]
        match trouve:
            case Ambigu():
                raise Ambigu(trouve.cle, trouve.candidats)
            case ValeurRefusee():
                raise ValeurRefusee(str(trouve))
        return trouve

    def chercher(self, texte: str, portee: Hashable) -> Model:
        cle = normaliser(texte)
        trouves = self.par_cle.get((portee, cle), []) or self.commencant_par(cle, portee)
        exacts = [objet for objet in trouves if self.nommer(objet) == texte]
        if len(exacts) == 1:
            return exacts[0]
        if len(trouves) == 1 and (portee, cle) in self.par_cle:
            return trouves[0]
        if trouves:
            raise Ambigu(cle, [self.candidat(objet) for objet in trouves])
        raise ValeurRefusee(f"{self.aucun} {self.sorte} {citer(texte)}{self.proposer(cle, portee)}")

    def commencant_par(self, cle: str, portee: Hashable) -> list[Model]:
        """Ceux dont le nom contient tous ces mots, dans l'ordre : « Neuilly », « Fontaine »."""
        if len(cle) < 3:
            return []
        objets = {
            objet.pk: objet
            for (autre, connue), inscrits in self.par_cle.items()
            if autre == portee and f" {cle} " in f" {connue} "
            for objet in inscrits
        }
        return [objets[pk] for pk in sorted(objets)]

    def candidat(self, objet: Model) -> Candidat:
        return Candidat(self.nommer(objet), self.nommer(objet))

    def proposer(self, cle: str, portee: Hashable) -> str:
        """« ; voulez-vous dire “Chenôve” ? », ou un point."""
        if self.a_rapprocher <= 0:
            return "."
        self.a_rapprocher -= 1
        cles = [connue for autre, connue in self.par_cle if autre == portee]
        proches = get_close_matches(cle, cles, n=3, cutoff=0.7)
        noms = dict.fromkeys(
            f"« {self.nommer(objet)} »"
            for proche in proches
            for objet in self.par_cle[portee, proche]
        )
        return f" : est-ce {' ou '.join(noms)} ?" if noms else "."

    def repondre(self, reponse: str, portee: Hashable = None) -> Model | None:
        """L'objet que la réponse à une question désigne."""
        inscrits = self.par_cle.get((portee, normaliser(reponse)), [])
        return next((objet for objet in inscrits if self.nommer(objet) == reponse), None)


class Reference(Valeur):
    """Cellule qui nomme un objet d'un annuaire ; `dans` est la colonne qui en donne le parent."""

    def __init__(self, annuaire: type[Annuaire], dans: str = ""):
        super().__init__()
        self.annuaire = annuaire
        self.dans = dans

    def clean(self, value: object, row: Any = None, **contexte) -> Model:
        """`lecture` tient les annuaires et les réponses, `valeurs` ce qui est déjà lu."""
        refuser_formule(value)
        lecture, valeurs = contexte["lecture"], contexte["valeurs"]
        portee = None
        if self.dans:
            parent = valeurs.get(self.dans)
            if parent is None:
                raise Muette
            portee = parent.pk
        annuaire, texte = lecture.annuaire(self.annuaire), en_ligne(value)
        try:
            return self.verifier(annuaire.trouver(texte, portee))
        except Ambigu as question:
            question.cle = f"{contexte['colonne'].attribute}:{question.cle}"
            reponse = lecture.reponses.get(question.cle)
            objet = annuaire.repondre(reponse, portee) if reponse else None
            if objet is None:
                raise
            return self.verifier(objet)

    def verifier(self, objet: Model) -> Model:
        return objet

    def render(self, value: object, obj: Any = None, **contexte) -> str | None:
        return self.dire_ou_rien(value, contexte["lecture"]) or None

    def dire_ou_rien(self, objet: Model | None, lecture) -> str:
        return lecture.annuaire(self.annuaire).nommer(objet) if objet else ""

    def dire(self, valeur: object, **contexte) -> str:
        return self.dire_ou_rien(valeur, contexte["lecture"]) or super().dire(None)


class Muette(Exception):
    """La cellule dépend d'une autre, déjà fautive : elle n'a rien à dire de plus."""
