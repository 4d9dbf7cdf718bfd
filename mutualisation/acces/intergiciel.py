from collections.abc import Callable
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gouvernance.models import Utilisateur
from mutualisation.acces.second_facteur import est_exige, est_prouve

Repondre = Callable[[HttpRequest], HttpResponse]


def second_facteur(repondre: Repondre) -> Repondre:
    """Ferme, dès qu'on en lit la personne, une session ouverte sans le second facteur exigé.

    La connexion ne l'ouvre pas avant ; mais un compte devient celui d'un agent, un appareil
    est retiré, l'installation se met à l'exiger.
    """

    def intergiciel(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(_personne, request, request.user))
        return repondre(request)

    return intergiciel


def _personne(request: HttpRequest, compte: Utilisateur | AnonymousUser):
    if not compte.is_authenticated or not est_exige(compte) or est_prouve(request, compte):
        return compte
    request.session.flush()
    # Celle que Django garde, et que d'autres lisent pour ne pas rouvrir la session.
    request._cached_user = AnonymousUser()
    return request._cached_user
