from django.http import HttpRequest, HttpResponse

from gouvernance.grilles.presences import construire_grille_presences
from gouvernance.grilles.views import afficher_grille, saisie_reservee
from gouvernance.models import Presence
from gouvernance.seances.views import chercher_seance


@saisie_reservee(Presence)
def grille_presences(request: HttpRequest, pk: int) -> HttpResponse:
    """Qui était là : tous les membres de l'instance le jour de la séance."""
    seance = chercher_seance(request, pk)
    return afficher_grille(request, lambda: construire_grille_presences(request.user, seance))
