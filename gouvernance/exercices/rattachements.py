"""À quel exercice appartient une donnée, et ce qu'un exercice clos y verrouille."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models


def lire(objet: Any, chemin: str) -> Any:
    """Valeur au bout d'un chemin comme `fiche__annee`, ou rien si une relation manque."""
    try:
        return reduce(lambda lu, nom: lu and getattr(lu, nom), chemin.split("__"), objet)
    except ObjectDoesNotExist:
        return None


def annee_de(valeur: Any) -> int | None:
    """Année d'une date, ou l'année elle-même ; rien d'une saisie qui n'est ni l'une ni l'autre."""
    if isinstance(valeur, date):
        return valeur.year
    return valeur if isinstance(valeur, int) else None


@dataclass(frozen=True, slots=True)
class HorsExercice:
    """Donnée d'aucun exercice : aucune clôture ne la verrouille, et la raison en est dite."""

    raison: str

    def exercice(self, objet: models.Model) -> None:
        return None

    def verrou(self, objet: models.Model, clos: Collection[int]) -> None:
        return None

    def opposition(self, avant, apres, clos: Collection[int]) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Annuel:
    """Donnée d'une année, ou fait daté : close avec l'exercice de cette année-là.

    `chemin` mène à une année ou à une date. Une donnée dont la date manque n'est d'aucun
    exercice. Les champs `libres` se modifient toujours : rien de publié n'en dépend.
    """

    chemin: str
    libres: tuple[str, ...] = ()

    @property
    def fin(self) -> str | None:
        return None

    @property
    def est_cumule(self) -> bool:
        return False

    def exercice(self, objet: models.Model) -> int | None:
        return annee_de(lire(objet, self.chemin))

    def verrou(self, objet: models.Model, clos: Collection[int]) -> int | None:
        """Exercice clos qui verrouille l'objet tel qu'il est, ou rien."""
        annee = self.exercice(objet)
        return annee if annee in clos else None

    def opposition(
        self, avant: models.Model | None, apres: models.Model | None, clos: Collection[int]
    ) -> int | None:
        """Exercice clos qui s'oppose au passage d'un état à l'autre, ou rien.

        Sans `avant`, c'est une création ; sans `apres`, une suppression.
        """
        etats = [etat for etat in (avant, apres) if etat is not None]
        verrous = [annee for etat in etats if (annee := self.verrou(etat, clos))]
        if not verrous:
            return None
        if len(etats) == 2 and not self.change(avant, apres, max(clos)):
            return None
        return max(verrous)

    def change(self, avant: models.Model, apres: models.Model, dernier: int) -> bool:
        """Vrai si le passage touche un champ verrouillé."""
        return any(
            getattr(avant, champ.attname) != getattr(apres, champ.attname)
            for champ in self.champs_verrouilles(apres)
        )

    def modifiables(self, objet: models.Model, clos: Collection[int]) -> set[str]:
        """Champs qui restent à saisir quand l'objet est verrouillé."""
        return set(self.libres)

    def champs_verrouilles(self, modele: models.Model | type[models.Model]) -> list[models.Field]:
        """Colonnes qu'une clôture fige, sans la fin d'une période, qui a sa propre règle."""
        libres = {*self.libres, self.fin}
        return [
            champ
            for champ in modele._meta.concrete_fields
            if not champ.primary_key and champ.name not in libres
        ]

    def liens_verrouilles(self, modele: type[models.Model]) -> list[models.ManyToManyField]:
        return [lien for lien in modele._meta.local_many_to_many if lien.name not in self.libres]


@dataclass(frozen=True, slots=True)
class Cumule(Annuel):
    """Fait daté que tous les exercices suivants comptent encore : clos avec n'importe lequel.

    `depuis_toujours` : sans date, il est réputé antérieur à tous les exercices.
    """

    depuis_toujours: bool = False

    @property
    def est_cumule(self) -> bool:
        return True

    def verrou(self, objet: models.Model, clos: Collection[int]) -> int | None:
        annee = self.exercice(objet)
        if annee is None and not self.depuis_toujours:
            return None
        dernier = max(clos, default=None)
        return dernier if dernier is not None and (annee or 0) <= dernier else None


@dataclass(frozen=True, slots=True)
class Periodique(Cumule):
    """Ce qui vaut pendant un temps : ce qu'un exercice clos en a vu ne change plus.

    Une ligne commencée au plus tard dans le dernier exercice clos garde ses champs. Seule sa
    fin se fixe ou se déplace, d'un jour à un autre qui ne précèdent ni l'un ni l'autre le
    31 décembre de cet exercice. Commencer une ligne dans un exercice clos est refusé.

    Unités : dates, ou années pour ce qui vaut par exercices ; bornes comprises.
    Erreurs : aucune ; une date illisible laisse la ligne hors verrou, et la base décide.
    Source : règle du projet ; un erratum passe par la réouverture motivée de l'exercice.
    """

    colonne_de_fin: str = "date_fin"

    @property
    def fin(self) -> str:
        return self.colonne_de_fin

    def modifiables(self, objet: models.Model, clos: Collection[int]) -> set[str]:
        deplacable = depasse(getattr(objet, self.fin), max(clos))
        return {*self.libres, *([self.fin] if deplacable else [])}

    def change(self, avant: models.Model, apres: models.Model, dernier: int) -> bool:
        fins = getattr(avant, self.fin), getattr(apres, self.fin)
        deplacee = fins[0] != fins[1] and not all(depasse(fin, dernier) for fin in fins)
        # Sans `super()` : une dataclass à emplacements est une autre classe que son corps.
        return deplacee or Cumule.change(self, avant, apres, dernier)


def depasse(fin: date | int | None, annee: int) -> bool:
    """Vrai si ce qui finit ainsi vaut encore le dernier jour de l'année."""
    if isinstance(fin, date):
        return fin >= date(annee, 12, 31)
    return fin is None or fin >= annee


Rattachement = HorsExercice | Annuel


def exercice_de(objet: models.Model) -> int | None:
    """Exercice auquel un objet appartient : son année, celle de sa date ou de son début."""
    rattachement = getattr(objet, "rattachement", None)
    return rattachement.exercice(objet) if rattachement else None
