from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from mutualisation.reprises.navigateur import retenir
from mutualisation.reprises.saisie import IGNORES
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
            retenir(request, response, str(personne.pk))
        return response


def est_une_saisie(request: HttpRequest) -> bool:
    """Un formulaire qu'une personne envoie, non l'appel d'un script, qui s'en occupe lui-même."""
    est_une_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "POST" and est_une_page and bool(request.POST.keys() - IGNORES)
