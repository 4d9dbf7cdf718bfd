from django.views.decorators.http import require_safe

from gouvernance.filters import CommuneFilterSet
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Commune
from gouvernance.tables import CommuneTable


@require_safe
@page_gardee
def commune_liste(request):
    communes = Commune.objects.visibles_par(request.user).select_related("commune")
    return afficher_liste(
        request,
        communes.avec_population().avec_sieges().avec_presence_d_un_ccas(),
        CommuneFilterSet,
        CommuneTable,
        titre="Communes",
        chapeau="Chaque nom ouvre la page de la commune : services, participations, agents.",
    )
