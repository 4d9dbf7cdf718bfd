from collections.abc import Callable

from csp.constants import HEADER as CSP
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from mutualisation.securite.politique import PERMISSIONS, POLITIQUE_D_UN_FICHIER

Repondre = Callable[[HttpRequest], HttpResponseBase]


def entetes_de_securite(repondre: Repondre) -> Repondre:
    """Les en-têtes que Django ne pose pas ; une pièce jointe est isolée de nos pages."""

    def intergiciel(request: HttpRequest) -> HttpResponseBase:
        reponse = repondre(request)
        reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
        reponse.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if reponse.headers.get("Content-Disposition", "").startswith("attachment"):
            reponse.headers[CSP] = POLITIQUE_D_UN_FICHIER
        return reponse

    return intergiciel


def ignorer_le_caractere_nul(repondre: Repondre) -> Repondre:
    """Aucune adresse n'en porte, et PostgreSQL refuserait de la chercher."""

    def intergiciel(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path:
            raise Http404
        return repondre(request)

    return intergiciel
