"""Ce que la base refuse, dit en une phrase : une course ou un déclencheur, jamais une panne."""

import re

from django.apps import apps
from django.db import IntegrityError, models

from gouvernance.exercices.declencheurs import est_un_refus_de_cloture
from gouvernance.exercices.verrou import (
    exercices_clos,
    oublier_les_exercices_clos,
    phrase_de_refus,
)

GARDEE = "Rien n’est enregistré ; votre saisie est conservée."
UNICITE_SQLITE = re.compile(r"UNIQUE constraint failed: (.+)")


def phrase_du_refus(erreur: IntegrityError) -> str:
    """La phrase de la règle que nomme l'erreur, ou celle de son espèce."""
    return f"{regle_du_refus(erreur)} {GARDEE}"


def regle_du_refus(erreur: IntegrityError) -> str:
    if est_un_refus_de_cloture(erreur):
        oublier_les_exercices_clos()
        return phrase_de_refus(exercices_clos())
    message = str(erreur)
    return _phrase_declaree(message) or _phrase(message)


def phrases_declarees() -> dict[str, str]:
    """Règles qu'aucun modèle ne porte, déclencheurs et exclusions, dites par leur application."""
    return {
        regle: phrase
        for application in apps.get_app_configs()
        for regle, phrase in getattr(application, "refus_de_la_base", {}).items()
    }


def _phrase_declaree(message: str) -> str:
    return next((phrase for regle, phrase in phrases_declarees().items() if regle in message), "")


def _phrase(message: str) -> str:
    for modele in apps.get_models():
        for contrainte in modele._meta.total_unique_constraints + modele._meta.constraints:
            if contrainte.name in message or _est_d_unicite(contrainte, modele, message):
                return str(contrainte.get_violation_error_message())
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
