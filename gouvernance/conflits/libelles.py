"""Le libellé d'un champ posté, d'après la page où il s'écrivait et les modèles qui le portent."""

from collections.abc import Iterable
from functools import cached_property
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.urls import Resolver404, resolve
from django.utils.text import capfirst


class Libelles:
    """Un nom que plusieurs modèles portent sous des libellés différents reste technique."""

    def __init__(self, adresse: str):
        self.adresse = adresse

    @cached_property
    def administre(self) -> type[Model] | None:
        """Le modèle dont l'adresse est une page d'administration."""
        try:
            vue = resolve(urlsplit(self.adresse).path).func
        except Resolver404:
            return None
        page = getattr(vue, "model_admin", None)
        return page.model if page else None

    @property
    def page(self) -> str:
        return capfirst(self.administre._meta.verbose_name) if self.administre else ""

    def du_champ(self, nom: str) -> str:
        """« Adhésion 1, Fin » pour `adhesions-0-date_fin`."""
        prefixe, rang, court = decouper(nom)
        modeles = self._modeles(prefixe)
        libelles = {capfirst(champ.verbose_name) for champ in champs_nommes(modeles, court)}
        if len(libelles) != 1:
            return nom
        (libelle,) = libelles
        if rang is None:
            return libelle
        lignes = {m._meta.verbose_name for m in modeles if list(champs_nommes([m], court))}
        debut = capfirst(lignes.pop()) if len(lignes) == 1 else capfirst(prefixe)
        return f"{debut} {rang + 1}, {libelle}"

    def de_la_valeur(self, nom: str, valeur: str) -> str:
        """Le libellé d'un choix ; toute autre valeur telle qu'elle est écrite."""
        prefixe, _, court = decouper(nom)
        choix = {
            str(dict(champ.flatchoices).get(valeur, valeur))
            for champ in champs_nommes(self._modeles(prefixe), court)
        }
        return choix.pop() if len(choix) == 1 else valeur

    def _modeles(self, prefixe: str) -> list[type[Model]]:
        if not prefixe:
            return [self.administre] if self.administre else apps.get_models()
        portees = [self.administre] if self.administre else apps.get_models()
        lignes = {
            relation.related_model
            for modele in portees
            for relation in modele._meta.related_objects
            if relation.get_accessor_name() == prefixe
        }
        return sorted(
            lignes or {m for m in apps.get_models() if m._meta.model_name == prefixe},
            key=lambda modele: modele._meta.label,
        )


def decouper(nom: str) -> tuple[str, int | None, str]:
    """Préfixe, rang et nom court : ceux de la dernière ligne si elles s'emboîtent."""
    *debut, court = nom.split("-")
    rang = int(debut.pop()) if debut and debut[-1].isdecimal() else None
    return (debut[-1] if debut else ""), rang, court


def champs_nommes(modeles: Iterable[type[Model]], nom: str) -> Iterable[Field]:
    """Les champs de ce nom ; un champ en deux parties finit par `_0` et `_1`."""
    for modele in modeles:
        try:
            champ = modele._meta.get_field(nom.removesuffix("_0").removesuffix("_1"))
        except FieldDoesNotExist:
            continue
        if isinstance(champ, Field):
            yield champ
