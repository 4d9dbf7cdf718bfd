from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from mutualisation.reprises.saisie import COOKIE, IGNORES, TRENTE_JOURS
from mutualisation.reprises.views import montrer_la_connexion


class ConnexionRequise(LoginRequiredMiddleware):
    """Ferme le site à qui n'est pas connecté ; ce qu'il envoyait l'attend après la connexion."""

    def handle_no_permission(self, request, view_func):
        if est_une_saisie(request):
            return montrer_la_connexion(request)
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Retient qui se sert du site : sa session expirée, sa saisie n'est rendue qu'à lui."""
        # Lire ici la personne d'une page publique en coûterait la session à chaque visite.
        personne = getattr(request, "_cached_user", None)
        if personne and personne.is_authenticated:
            cle = str(personne.pk)
            if request.get_signed_cookie(COOKIE, default="") != cle:
                response.set_signed_cookie(
                    COOKIE,
                    cle,
                    max_age=TRENTE_JOURS,
                    httponly=True,
                    samesite="Lax",
                    secure=settings.SESSION_COOKIE_SECURE,
                )
        return response


def est_une_saisie(request: HttpRequest) -> bool:
    """Un formulaire qu'une personne envoie, non l'appel d'un script, qui s'en occupe lui-même."""
    est_une_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "POST" and est_une_page and bool(request.POST.keys() - IGNORES)
