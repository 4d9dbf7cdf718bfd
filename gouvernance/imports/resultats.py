"""Ce qu'un import ferait, ou a fait : des données figées, qui s'écrivent en JSON."""

from dataclasses import dataclass
from typing import Any, Self

from pydantic import TypeAdapter

from gouvernance.imports.fautes import Faute

# Lignes montrées de chaque sorte ; les autres sont comptées.
MONTREES = 500


@dataclass(frozen=True, slots=True)
class Changement:
    """Une colonne d'une ligne, avant et après, en noms et non en numéros."""

    colonne: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class LigneTouchee:
    """Un objet que l'import crée ou change."""

    ligne: int
    objet: str
    changements: tuple[Changement, ...]


@dataclass(frozen=True, slots=True)
class Candidat:
    """Une réponse possible : `valeur` est ce qui se renvoie, `libelle` ce qui se lit."""

    valeur: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Question:
    """Nom que plusieurs objets peuvent porter ; la réponse se range sous `cle`."""

    cle: str
    lignes: tuple[int, ...]
    colonne: str
    valeur: str
    candidats: tuple[Candidat, ...]


@dataclass(frozen=True, slots=True)
class Analyse:
    """Ce que l'import fera, si rien ne l'en empêche.

    Les listes sont bornées à `MONTREES`, les nombres comptent tout. `remarques` dit ce qui est
    laissé de côté ; `empreinte` change dès que l'import ferait autre chose.
    """

    ressource: str
    lignes: int
    creations: tuple[LigneTouchee, ...]
    nombre_creations: int
    changements: tuple[LigneTouchee, ...]
    nombre_changements: int
    inchangees: int
    fautes: tuple[Faute, ...]
    nombre_fautes: int
    questions: tuple[Question, ...]
    remarques: tuple[str, ...]
    empreinte: str

    @property
    def est_applicable(self) -> bool:
        return not (self.nombre_fautes or self.questions)

    @property
    def ne_change_rien(self) -> bool:
        return not (self.nombre_creations or self.nombre_changements)

    def en_json(self) -> dict[str, Any]:
        return ECRITURE.dump_python(self, mode="json")

    @classmethod
    def depuis_json(cls, donnees: dict[str, Any]) -> Self:
        return ECRITURE.validate_python(donnees)


ECRITURE = TypeAdapter(Analyse)


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce que l'import a écrit."""

    creees: int
    changees: int
    inchangees: int
