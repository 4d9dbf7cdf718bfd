"""Ce qu'une grille renvoie : textes des cellules, valeurs lues à l'ouverture, choix faits."""

import json
from dataclasses import dataclass
from typing import Literal

from django.http import QueryDict

from gouvernance.historique.formulaires import CHAMP_DU_MOTIF

Choix = Literal["votre", "enregistree"]
PREFIXE = "v."


class EnvoiIncomplet(ValueError):
    """Il manque à l'envoi ce que la page y met toujours."""


@dataclass(frozen=True, slots=True)
class Envoi:
    """Une cellule absente n'a pas été touchée ; un champ retiré par le script non plus."""

    textes: dict[str, str]
    lues: dict[str, str]
    choix: dict[str, Choix]
    disputees: frozenset[str]
    motif: str = ""

    @classmethod
    def lire(cls, donnees: QueryDict) -> "Envoi":
        try:
            lues = json.loads(donnees["lues"])
            disputees = json.loads(donnees.get("disputees") or "[]")
        except (KeyError, ValueError) as erreur:
            raise EnvoiIncomplet from erreur
        if not isinstance(lues, dict) or not isinstance(disputees, list):
            raise EnvoiIncomplet
        return cls(
            textes={nom: valeur for nom, valeur in donnees.items() if nom.startswith(PREFIXE)},
            lues={str(nom): str(valeur) for nom, valeur in lues.items()},
            choix={
                nom.removeprefix("choix."): valeur
                for nom, valeur in donnees.items()
                if nom.startswith("choix.")
            },
            disputees=frozenset(map(str, disputees)),
            motif=donnees.get(CHAMP_DU_MOTIF, "").strip(),
        )

    def lue(self, nom: str) -> str:
        return self.lues.get(nom, "")

    def attend_un_choix(self, nom: str) -> bool:
        return nom in self.disputees and nom not in self.choix

    def texte(self, nom: str) -> str:
        """Ce que la personne veut dans la cellule, son choix fait."""
        if nom in self.disputees and self.choix.get(nom) == "enregistree":
            return self.lue(nom)
        return self.textes.get(nom, self.lue(nom))
