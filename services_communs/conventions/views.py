from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from services_communs.conventions.contenu import construire_page
from services_communs.conventions.filters import AvenantFilterSet, ConventionFilterSet
from services_communs.conventions.tables import AvenantTable, ConventionTable
from services_communs.models import Avenant, Convention
from services_communs.views import RUBRIQUE


@require_safe
@page_gardee
def convention_liste(request):
    conventions = Convention.objects.visibles_par(request.user).avec_nombres(request.user)
    return afficher_liste(
        request,
        conventions.prefetch_related("services", "parties"),
        ConventionFilterSet,
        ConventionTable,
        titre="Conventions",
        chapeau="Ce que la métropole, les communes et leurs CCAS signent pour chaque service.",
        gabarit=RUBRIQUE,
    )


@require_safe
def convention_detail(request, pk):
    visibles = Convention.objects.visibles_par(request.user)
    page = construire_page(get_object_or_404(visibles, pk=pk), request.user)
    return render(request, "services_communs/convention_detail.html", {"page": page})


@require_safe
@page_gardee
def avenant_liste(request):
    avenants = Avenant.objects.visibles_par(request.user).select_related("convention")
    return afficher_liste(
        request,
        avenants.order_by("-date_effet", "-numero", "pk"),
        AvenantFilterSet,
        AvenantTable,
        titre="Avenants",
        chapeau="Ce qui a modifié une convention, et depuis quand.",
        gabarit=RUBRIQUE,
    )
