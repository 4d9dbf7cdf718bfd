"""Un refus de la base, dit par une page plutôt que par une panne."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gouvernance.exercices.declencheurs import est_un_refus_de_cloture
from gouvernance.exercices.verrou import (
    ExerciceClos,
    exercices_clos,
    exercices_clos_lus_une_fois,
    oublier_les_exercices_clos,
    phrase_de_refus,
)


class ExercicesClosMiddleware:
    """Lit les exercices clos une fois par page, et explique ce qu'ils ont fait refuser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with exercices_clos_lus_une_fois():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, erreur: Exception) -> HttpResponse | None:
        """Une vue qui connaît le refus l'a déjà dit dans son formulaire."""
        phrase = phrase_du_refus(erreur)
        if phrase is None:
            return None
        return render(request, "exercices/refus.html", {"phrase": phrase}, status=409)


def phrase_du_refus(erreur: Exception) -> str | None:
    """La phrase à montrer si l'erreur est celle d'un exercice clos, rien sinon."""
    if isinstance(erreur, ExerciceClos):
        return " ".join(erreur.messages)
    if isinstance(erreur, DatabaseError) and est_un_refus_de_cloture(erreur):
        oublier_les_exercices_clos()
        return phrase_de_refus(exercices_clos())
    return None
