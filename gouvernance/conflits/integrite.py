"""Ce que la base refuse, dit en une phrase : une course ou un déclencheur, jamais une panne."""

import re

from django.apps import apps
from django.db import IntegrityError, models

GARDEE = "Rien n’est enregistré ; votre saisie est conservée."
UNICITE_SQLITE = re.compile(r"UNIQUE constraint failed: (.+)")


def phrase_du_refus(erreur: IntegrityError) -> str:
    """La phrase de la règle que nomme l'erreur, ou celle de son espèce."""
    message = str(erreur)
    return f"{_phrase(message)} {GARDEE}"


def _phrase(message: str) -> str:
    for modele in apps.get_models():
        for contrainte in modele._meta.total_unique_constraints + modele._meta.constraints:
            if contrainte.name in message or _est_d_unicite(contrainte, modele, message):
                return str(contrainte.get_violation_error_message())
    if "_figee" in message:
        return "Ce qui a été voté ou publié ne se change plus."
    if "UNIQUE" in message or "duplicate key" in message:
        return "Une autre ligne porte déjà ces valeurs : quelqu’un vient peut-être de l’ajouter."
    if "FOREIGN KEY" in message.upper():
        return "Un objet lié vient d’être supprimé, ou celui-ci est employé ailleurs."
    if "NOT NULL" in message.upper():
        return "Une valeur obligatoire manque."
    return "La base refuse cette écriture : elle contredit une règle entre plusieurs objets."


def _est_d_unicite(contrainte, modele: type[models.Model], message: str) -> bool:
    """SQLite nomme les colonnes d'une unicité, pas la contrainte."""
    trouve = UNICITE_SQLITE.search(message)
    if not trouve or not isinstance(contrainte, models.UniqueConstraint):
        return False
    colonnes = {
        f"{modele._meta.db_table}.{modele._meta.get_field(nom).column}" for nom in contrainte.fields
    }
    return bool(colonnes) and colonnes == set(trouve[1].split(", "))
