"""Lignes des fichiers `fixtures/**.jsonl` : un objet par ligne, désigné par sa clé naturelle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

# Ni les modèles des bibliothèques ni les tables de liaison ne portent `cle_naturelle`.
AUTRES_CLES = {
    "auth.group": ("name",),
    "auth.permission": ("codename", "content_type__app_label", "content_type__model"),
    "gouvernance.utilisateur": ("username",),
    "services_communs.domaine_contributeurs": ("domaine__code", "utilisateur__username"),
}

Cle = tuple[str, ...]


class ErreurDeChargement(Exception):
    """Les données sont fautives : rien n'a été écrit."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """Ligne livrée, telle qu'écrite : les relations y sont des clés naturelles."""

    modele: type[models.Model]
    champs: dict[str, Any]
    cle: Cle

    @property
    def identifiant(self) -> tuple[str, str]:
        return self.modele._meta.label_lower, ecrire_cle(self.cle)

    def __str__(self):
        return f"{self.modele._meta.verbose_name} {ecrire_cle(self.cle)}"


def ecrire_cle(cle: Sequence) -> str:
    return json.dumps(list(map(str, cle)), ensure_ascii=False)


def champs_de_cle(modele: type[models.Model]) -> tuple[str, ...]:
    nom = modele._meta.label_lower
    chemins = AUTRES_CLES.get(nom) or getattr(modele, "cle_naturelle", None)
    if chemins is None:
        raise ErreurDeChargement(f"Le modèle {nom} n’a pas de clé naturelle.")
    return chemins


def champs_livrables(modele: type[models.Model]) -> dict[str, models.Field]:
    return {champ.name: champ for champ in (*modele._meta.fields, *modele._meta.many_to_many)}


def lire_cle(modele: type[models.Model], champs: dict[str, Any]) -> Cle:
    """Clé naturelle de la ligne, sans interroger la base.

    `service__code` est, dans la clé livrée pour `service`, l'élément qui vient de `code`.
    """
    connus = champs_livrables(modele)
    cle = []
    for chemin in champs_de_cle(modele):
        nom, _, reste = chemin.partition("__")
        valeur = champs[nom] if nom in champs else connus[nom].get_default()
        if reste and isinstance(valeur, list):
            rang = champs_de_cle(connus[nom].related_model).index(reste)
            valeur = valeur[rang] if rang < len(valeur) else None
        cle.append(str(valeur))
    return tuple(cle)


def lire_ligne(texte: str) -> Ligne:
    try:
        noeud = json.loads(texte, parse_float=Decimal)
    except json.JSONDecodeError as erreur:
        raise ErreurDeChargement(f"JSON invalide à la colonne {erreur.colno}.") from erreur
    match noeud:
        case {"model": str(nom), "fields": dict(champs)} if len(noeud) == 2:
            pass
        case _:
            raise ErreurDeChargement('La forme attendue est {"model": "…", "fields": {…}}.')
    try:
        modele = apps.get_model(nom)
    except (LookupError, ValueError) as erreur:
        raise ErreurDeChargement(f"Modèle inconnu : {nom}.") from erreur
    if inconnus := champs.keys() - champs_livrables(modele).keys():
        raise ErreurDeChargement(f"Champ inconnu de {nom} : {', '.join(sorted(inconnus))}.")
    return Ligne(modele, champs, lire_cle(modele, champs))
