"""Un refus de la base, dit par une page qui garde la saisie plutôt que par une panne."""

from collections.abc import Callable

from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request

from gouvernance.conflits.envoi import Envoi
from gouvernance.conflits.integrite import regle_du_refus
from gouvernance.exercices.declencheurs import est_un_refus_de_cloture
from gouvernance.exercices.verrou import ExerciceClos

# SQLite ne sait pas même chercher un nombre plus grand qu'elle n'en garde.
TROP_GRAND = "too large to convert to SQLite"


class RefusDeLaBaseMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, erreur: Exception) -> HttpResponse | None:
        """Une vue qui connaît le refus l'a déjà dit dans son formulaire."""
        if isinstance(erreur, OverflowError) and TROP_GRAND in str(erreur):
            return bad_request(request, erreur)
        regle = lire_le_refus(erreur)
        if regle is None:
            return None
        contexte = {
            "regle": regle,
            "est_clos": isinstance(erreur, ExerciceClos) or est_un_refus_de_cloture(erreur),
            "envoi": Envoi.recu(request),
        }
        return render(request, "conflits/refus.html", contexte, status=409)


def lire_le_refus(erreur: Exception) -> str | None:
    """La règle que l'écriture enfreint ; rien si l'erreur est une panne."""
    if isinstance(erreur, ExerciceClos):
        return " ".join(erreur.messages)
    est_un_refus = isinstance(erreur, DatabaseError) and est_un_refus_de_cloture(erreur)
    if isinstance(erreur, IntegrityError) or est_un_refus:
        return regle_du_refus(erreur)
    return None
