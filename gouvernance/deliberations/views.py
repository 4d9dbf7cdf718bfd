from gouvernance.deliberations.filters import DeliberationFilterSet
from gouvernance.deliberations.tables import DeliberationTable
from gouvernance.listes import afficher_liste
from gouvernance.models import Deliberation


def deliberation_liste(request):
    return afficher_liste(
        request,
        Deliberation.objects.visibles_par(request.user),
        DeliberationFilterSet,
        DeliberationTable,
        titre="Délibérations",
        chapeau=(
            "Ce que les assemblées ont décidé : le vote, la majorité requise et ce qui en découle."
        ),
        gabarit="gouvernance/deliberations/liste.html",
    )
