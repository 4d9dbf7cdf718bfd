"""Ce qu'un formulaire envoyait : à renvoyer tel quel, et à relire sous les noms de sa page."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.http import HttpRequest

from gouvernance.conflits.libelles import Libelles

CACHES = {"csrfmiddlewaretoken", "saisie"}
# Ce que la page ajoute d'elle-même, et que personne n'écrit.
DE_LA_PAGE = {"version", "empreinte", "action", "verbe"}
SECRET = re.compile(r"password|mot_?de_?passe", re.IGNORECASE)


@dataclass(frozen=True)
class Envoi:
    """Où il allait, ses champs, et ceux qui ne se gardent pas : mots de passe et fichiers."""

    adresse: str
    champs: tuple[tuple[str, str], ...]
    a_rejoindre: tuple[str, ...]

    @classmethod
    def recu(cls, request: HttpRequest) -> Self:
        champs = [
            (nom, valeur)
            for nom, valeurs in request.POST.lists()
            for valeur in valeurs
            if nom not in CACHES
        ]
        secrets = {nom for nom, _ in champs if SECRET.search(nom)}
        return cls(
            adresse=request.get_full_path(),
            champs=tuple((nom, valeur) for nom, valeur in champs if nom not in secrets),
            a_rejoindre=(*sorted(secrets), *request.FILES),
        )

    @cached_property
    def libelles(self) -> Libelles:
        return Libelles(self.adresse)

    @property
    def page(self) -> str:
        """Ce que la page modifiait ; vide si l'adresse seule le dit."""
        return self.libelles.page

    @cached_property
    def a_lire(self) -> tuple[tuple[str, str], ...]:
        """Ce qu'une personne a écrit, sous le libellé de chaque champ, ou son nom technique."""
        return tuple(
            (self.libelles.du_champ(nom), self.libelles.de_la_valeur(nom, valeur))
            for nom, valeur in self.champs
            if valeur.strip() and nom not in DE_LA_PAGE
            if not nom.startswith("_") and not nom.endswith("_FORMS")
        )

    @property
    def a_rejoindre_en_clair(self) -> tuple[str, ...]:
        return tuple(self.libelles.du_champ(nom) for nom in self.a_rejoindre)
