"""Écrire par lots, avec l'historique ; une ligne refusée par la base est retrouvée et expliquée."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import CheckConstraint, Model, UniqueConstraint

from gouvernance.historique import ecriture as historique
from gouvernance.imports.examen import Touchee, en_messages
from gouvernance.imports.ressource import Ressource

JOURNAL = logging.getLogger(__name__)
LOT = 1000
# Au-delà, la base n'est plus interrogée ligne à ligne : le fichier entier est à revoir.
REFUS_CHERCHES = 100


@dataclass(frozen=True, slots=True)
class Refus:
    """Ligne que la base n'a pas voulue, et la phrase de la règle."""

    ligne: int
    colonne: str
    phrase: str


class Ecriture:
    """Les lignes d'un import, écrites dans la transaction de l'appelant."""

    def __init__(self, ressource: Ressource):
        self.ressource = ressource
        self.modele = ressource._meta.model._meta.concrete_model
        self.refus: list[Refus] = []
        self.refusees = 0

    def ecrire(self, touchees: Sequence[Touchee]) -> None:
        """Les changements d'abord : clore une ligne permet souvent d'en ouvrir une autre."""
        changees = [touchee for touchee in touchees if not touchee.est_neuve]
        neuves = [touchee for touchee in touchees if touchee.est_neuve]
        for lot in en_lots(changees):
            self.essayer(lot, self.changer)
        for lot in en_lots(neuves):
            self.essayer(lot, self.creer)

    def essayer(self, lot: list[Touchee], ecrire: Callable[[list[Touchee]], None]) -> None:
        """Tout le lot, sinon ses moitiés, jusqu'à la ligne en cause."""
        if self.refusees >= REFUS_CHERCHES:
            return
        try:
            with transaction.atomic():
                ecrire(lot)
        except (IntegrityError, DataError) as erreur:
            if len(lot) == 1:
                self.expliquer(lot[0], erreur)
                return
            milieu = len(lot) // 2
            self.essayer(lot[:milieu], ecrire)
            self.essayer(lot[milieu:], ecrire)

    def creer(self, lot: list[Touchee]) -> None:
        objets = [touchee.objet for touchee in lot]
        for objet in objets:
            objet.pk, objet._state.adding = None, True
        historique.creer(objets)

    def changer(self, lot: list[Touchee]) -> None:
        champs = self.ressource.champs_lies({nom for touchee in lot for nom in touchee.avant})
        historique.modifier((touchee.objet for touchee in lot), sorted(champs))

    def expliquer(self, touchee: Touchee, erreur: Exception) -> None:
        self.refusees += 1
        for attribut, phrase in self.phrases(touchee.objet, str(erreur)):
            colonne = self.ressource.fields.get(attribut)
            self.refus.append(Refus(touchee.ligne, colonne.nom if colonne else "", phrase))

    def phrases(self, objet: Model, erreur: str) -> Iterator[tuple[str, str]]:
        """Attribut et phrase de chaque règle que l'objet enfreint."""
        dites = list(self.contraintes_enfreintes(objet))
        if not dites:
            try:
                objet.validate_unique()
            except ValidationError as refus:
                dites = [(n, phrase) for n, ph in en_messages(refus).items() for phrase in ph]
        if dites:
            yield from dites
        elif regle := next((r for r in self.ressource.phrases_des_regles if r in erreur), None):
            yield NON_FIELD_ERRORS, self.ressource.phrases_des_regles[regle]
        else:
            JOURNAL.warning("Import refusé par une règle sans phrase : %s", erreur)
            yield NON_FIELD_ERRORS, "une règle de la base interdit cette ligne."

    def contraintes_enfreintes(self, objet: Model) -> Iterator[tuple[str, str]]:
        for contrainte in self.modele._meta.constraints:
            try:
                contrainte.validate(self.modele, objet)
            except ValidationError as refus:
                concernes = noms(contrainte)
                attribut = next((nom for nom in self.ressource.fields if nom in concernes), "")
                yield from ((attribut, phrase) for phrase in refus.messages)


def noms(contrainte: CheckConstraint | UniqueConstraint) -> Collection[str]:
    """Champs dont parle la contrainte."""
    if isinstance(contrainte, UniqueConstraint):
        return contrainte.fields
    return contrainte.condition.referenced_base_fields


def en_lots(touchees: list[Touchee]) -> Iterator[list[Touchee]]:
    for debut in range(0, len(touchees), LOT):
        yield touchees[debut : debut + LOT]
