from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.deliberations.filters import DeliberationFilterSet
from gouvernance.deliberations.scdl import composer_csv, lire_export
from gouvernance.deliberations.tables import DeliberationTable
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Deliberation


@require_safe
@page_gardee
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


@require_safe
def deliberation_scdl(request: HttpRequest) -> HttpResponse:
    """Les délibérations de la liste en données ouvertes, ou ce qui leur manque pour l'être."""
    lisibles = Deliberation.objects.visibles_par(request.user)
    filtre = DeliberationFilterSet(request.GET, lisibles, request=request)
    export = lire_export(filtre.qs)
    if request.GET.get("export") == "csv" and filtre.is_valid() and export.completes:
        nom = f"deliberations-scdl-{timezone.localdate():%Y-%m-%d}.csv"
        return HttpResponse(
            composer_csv(export.completes),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{nom}"'},
        )
    contexte = {
        "filter": filtre,
        "export": export,
        "nombre": len(export.completes) + len(export.incompletes),
    }
    return render(request, "gouvernance/deliberations/scdl.html", contexte)
