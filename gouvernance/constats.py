"""Un contrôle, ce qu'il constate, et ce qui en fait le même constat d'une lecture à l'autre."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from django.db.models import Model
from django.urls import reverse


class Gravite(StrEnum):
    """Du plus grave au moins grave : l'ordre des pages."""

    BLOQUANT = "bloquant"
    A_EXPLIQUER = "à expliquer"
    A_SAVOIR = "à savoir"


class Theme(StrEnum):
    COLLECTIVITES = "Collectivités"
    INSTANCES = "Instances et actes"
    SERVICES = "Services et adhésions"
    AGENTS = "Agents et effectifs"
    ACTIVITE = "Activité et indicateurs"
    COOPERATIONS = "Coopérations"
    FINANCES = "Finances"
    DOCUMENTS = "Chiffres et dates des documents"


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une donnée en cause, et la page où la corriger."""

    libelle: str
    adresse: str


def ligne_de(objet: Model, libelle: str = "") -> Ligne:
    """La donnée, sous son nom ou celui qu'on lui donne, et sa page d'administration."""
    meta = objet._meta
    adresse = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objet.pk])
    return Ligne(libelle or str(objet), adresse)


def ecrire_l_ecart(annonce: str, calcule: str) -> str:
    """« 160 agents → 156 agents »."""
    return " → ".join(filter(None, [annonce, calcule]))


@dataclass(frozen=True, slots=True)
class Constat:
    """Un écart : où il est, ce qui est écrit, ce que l'on calcule.

    `cle` désigne les lignes en cause par leur clé naturelle ; elle ne change pas quand leurs
    valeurs changent. `explication` est celle que portent déjà les données, `a_revoir` celle
    qu'elles portaient pour d'autres valeurs, et `porteurs` les relevés qui peuvent la porter ;
    `point` désigne le même manque dans le rapport de l'année, qui l'explique peut-être.
    """

    cle: str
    phrase: str
    lignes: tuple[Ligne, ...] = ()
    annee: int | None = None
    annonce: str = ""
    calcule: str = ""
    explication: str = ""
    a_revoir: str = ""
    porteurs: tuple[Model, ...] = ()
    point: str = ""

    @property
    def ecart(self) -> str:
        return ecrire_l_ecart(self.annonce, self.calcule)

    @property
    def empreinte(self) -> str:
        """Change avec les valeurs : une explication donnée pour d'autres nombres ne vaut plus."""
        dit = "\n".join([self.phrase, self.annonce, self.calcule])
        return sha256(dit.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Controle:
    """Une vérification : son titre, pourquoi on la fait, ce qui la fonde, ce qu'elle relève.

    `constater` lit la base en un nombre constant de requêtes et ne corrige rien.
    """

    code: str
    titre: str
    pourquoi: str
    source: str
    gravite: Gravite
    theme: Theme
    constater: Callable[[], Iterable[Constat]]
