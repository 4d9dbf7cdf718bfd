"""Pendant une assistance : les yeux d'une autre personne, et les mains liées."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gouvernance.assistance.operations import finir, lire, pourquoi_finie

LECTURES = {"GET", "HEAD"}
# Ce qui lit, et ce qui encadre une lecture ; tout autre ordre écrit.
SANS_EFFET = re.compile(r"\W*(SELECT|BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
# Ce qui n'appartient qu'à la personne, hors des pages rangées sous son compte.
A_ELLE_SEULE = {"compte_donnees", "admin:password_change"}


class LectureSeule(PermissionDenied):
    """Une page lue pendant une assistance a voulu écrire."""


class AssistanceMiddleware:
    """La personne remplace l'administrateur le temps de la page, jamais dans la session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.assistance = assistance = lire(request)
        if assistance is None or request.path == reverse("assistance_finir"):
            return self.get_response(request)
        if raison := pourquoi_finie(assistance, request.user):
            finir(request, assistance)
            messages.warning(request, raison)
            return redirect("accueil")
        administrateur, request.user = request.user, assistance.personne
        try:
            if request.method not in LECTURES:
                return refuser(request)
            with connection.execute_wrapper(refuser_d_ecrire):
                return self.get_response(request)
        finally:
            # Le journal de sécurité, au-dessus, note qui agit vraiment.
            request.user = administrateur

    def process_view(self, request, vue, args, kwargs) -> HttpResponse | None:
        if request.assistance is None or request.user != request.assistance.personne:
            return None
        sien = reverse("mon_compte")
        est_sous_son_compte = request.path.startswith(sien) and request.path != sien
        if est_sous_son_compte or request.resolver_match.view_name in A_ELLE_SEULE:
            return refuser(request)
        return None

    def process_exception(self, request: HttpRequest, erreur: Exception) -> HttpResponse | None:
        return refuser(request) if isinstance(erreur, LectureSeule) else None


def refuser(request: HttpRequest) -> HttpResponse:
    return render(request, "assistance/refus.html", status=403)


def refuser_d_ecrire(execute, sql, params, many, context):
    if not (SANS_EFFET.match(sql) or est_au_cache(sql)):
        raise LectureSeule
    return execute(sql, params, many, context)


def est_au_cache(sql: str) -> bool:
    """Un cache tenu dans la base garde ce qui est calculé, rien de ce que l'on saisit."""
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith("DatabaseCache"):
        return False
    # La table que change un ordre est son deuxième ou son troisième mot.
    return connection.ops.quote_name(cache["LOCATION"]) in sql.split(maxsplit=3)[1:3]
