from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gouvernance.collectivites.filters import CollectiviteFilterSet, PopulationFilterSet
from gouvernance.collectivites.tables import CollectiviteTable, PopulationTable
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Collectivite, Population


@require_safe
@page_gardee
def collectivite_liste(request: HttpRequest) -> HttpResponse:
    collectivites = Collectivite.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        collectivites.select_related("commune", "successeur").order_by("nom_de_tri", "pk"),
        CollectiviteFilterSet,
        CollectiviteTable,
        titre="Collectivités",
        chapeau=(
            "La métropole, ses communes, leurs CCAS, et celles du dehors qui coopèrent avec elles."
        ),
        gabarit="gouvernance/liste.html",
    )


@require_safe
@page_gardee
def population_liste(request: HttpRequest) -> HttpResponse:
    populations = Population.objects.visibles_par(request.user).select_related("collectivite")
    return afficher_liste(
        request,
        populations.avec_evolution().order_by("collectivite__nom_de_tri", "-millesime", "pk"),
        PopulationFilterSet,
        PopulationTable,
        titre="Populations",
        chapeau=(
            "Ce que l’Insee compte dans chaque commune. Un recensement vaut quelques années plus "
            "tard : il fixe alors les sièges et les majorités."
        ),
        gabarit="gouvernance/liste.html",
    )
