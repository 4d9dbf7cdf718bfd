"""Un formulaire posté, confronté à ce qui a été enregistré depuis qu'on l'a ouvert."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field
from django.forms import ModelForm

from gouvernance.conflits.fusion import INCONNU, Etat, Sort, Valeur, fusionner
from gouvernance.conflits.saisies import champs_saisis, ecrire_saisie, lire_saisie
from gouvernance.conflits.versions import Ecriture, Numero

CHOIX = "choix"
MIENNE, LEUR = "mienne", "leur"
DE_L_AUTRE = {Sort.AUTRE, Sort.REUNI, Sort.CONFLIT}


@dataclass(frozen=True, slots=True)
class Difference:
    """Un champ qu'une personne au moins a changé depuis la version lue."""

    cle: str
    champ: Field
    libelle: str
    ancre: str
    ligne: str
    valeur: Valeur
    ecritures: tuple[Ecriture, ...]


@dataclass(frozen=True, slots=True)
class LigneDisputee:
    """Une ligne que l'un a supprimée et l'autre changée.

    `saisie` : ce qu'on y écrivait, si c'est l'autre qui l'a supprimée.
    """

    cle: str
    ligne: str
    saisie: Mapping[str, list[str]] | None
    ecriture: Ecriture | None


@dataclass(frozen=True, slots=True)
class LigneReprise:
    """Une ligne que l'autre a ajoutée, ou supprimée sans qu'on y ait touché."""

    ligne: str
    est_ajoutee: bool
    ecriture: Ecriture | None


@dataclass(slots=True)
class Bilan:
    """Ce que l'examen trouve ; `attente` : ce qui se choisit, avec la version de départ."""

    differences: list[Difference] = field(default_factory=list)
    disputees: list[LigneDisputee] = field(default_factory=list)
    reprises: list[LigneReprise] = field(default_factory=list)
    attente: dict[str, Numero | None] = field(default_factory=dict)

    @property
    def est_net(self) -> bool:
        """Vrai si enregistrer n'efface et n'ignore rien de ce qu'un autre a écrit."""
        sorts = {difference.valeur.sort for difference in self.differences}
        return not (self.attente or self.reprises or sorts & DE_L_AUTRE)


@dataclass(slots=True)
class Examen:
    """Un formulaire, la version lue de son objet et ce qui a été écrit depuis."""

    formulaire: ModelForm
    lu: Numero | None
    actuel: Numero | None
    attente: Mapping[str, Numero | None] = field(default_factory=dict)
    etat: Etat = field(default_factory=dict)
    ecritures: list[Ecriture] = field(default_factory=list)
    racine: str = "objet"
    ligne: str = ""

    @property
    def est_a_jour(self) -> bool:
        return self.lu is not None and self.lu == self.actuel

    @property
    def est_a_faire(self) -> bool:
        return bool(self.attente) or not self.est_a_jour

    @property
    def depuis(self) -> Numero | None:
        """La plus ancienne version dont il faut relire le contenu."""
        return plus_ancien([self.lu, *self.attente.values()])

    def etat_au(self, numero: Numero | None) -> Etat:
        """Vide si l'historique ne le garde pas : toute différence se choisit alors."""
        if self.actuel is not None and numero == self.actuel:
            return self.etat
        return {e.numero: e.etat for e in self.ecritures}.get(numero) or {}

    def examiner(self, bilan: Bilan) -> None:
        """Confronte chaque champ, et met dans la saisie ce que l'autre seul a changé."""
        champs = champs_saisis(self.formulaire)
        origines = {nom: self._origine(nom) for nom in champs}
        departs = {nom: self.etat_au(n).get(nom, INCONNU) for nom, n in origines.items()}
        miennes = lire_saisie(self.formulaire, departs, self.etat)
        for nom, champ in champs.items():
            valeur = fusionner(departs[nom], miennes[nom], self.etat[nom])
            cle = f"{self.racine}:{nom}"
            if valeur.sort in {Sort.AUTRE, Sort.REUNI}:
                ecrire_saisie(self.formulaire, {nom: valeur.retenue})
            if valeur.sort == Sort.CONFLIT:
                bilan.attente[cle] = origines[nom]
            if valeur.sort not in {Sort.INTACT, Sort.COMMUN}:
                bilan.differences.append(self._difference(cle, champ, valeur))

    def _origine(self, nom: str) -> Numero | None:
        """Version d'où partait la saisie : celle qu'on a lue, une fois la différence tranchée."""
        cle = f"{self.racine}:{nom}"
        if cle not in self.attente:
            return self.lu
        choix, depart = self.formulaire.data.get(f"{CHOIX}:{cle}"), self.etat_au(self.lu)
        if choix == LEUR and nom in depart:
            ecrire_saisie(self.formulaire, {nom: depart[nom]})
            return self.lu
        return self.lu if choix == MIENNE else self.attente[cle]

    def _difference(self, cle: str, champ: Field, valeur: Valeur) -> Difference:
        lie = self.formulaire[champ.name]
        return Difference(
            cle=cle,
            champ=champ,
            libelle=lie.label,
            ancre=lie.id_for_label,
            ligne=self.ligne,
            valeur=valeur,
            ecritures=tuple(self.ecritures),
        )


def plus_ancien(numeros: Iterable[Any]) -> Numero | None:
    numeros = list(numeros)
    return min(numeros) if all(isinstance(numero, int) for numero in numeros) else None
