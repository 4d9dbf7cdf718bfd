from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from gouvernance.deliberations.contenu import construire_page, deliberations_completes
from gouvernance.memoire.pages import page_gardee
from gouvernance.ressources import DeliberationRessource
from mutualisation.deliberations.contenu import lire_effets


@require_safe
@page_gardee
def deliberation_detail(request, pk):
    deliberation = get_object_or_404(deliberations_completes(request.user), pk=pk)
    effets = lire_effets(deliberation, request.user)
    page = construire_page(deliberation, request.user, effets)
    return render(request, "gouvernance/deliberations/detail.html", {"page": page})


def deliberation_importer(request: HttpRequest) -> HttpResponse:
    """L'adresse que des agents ont gardée : les délibérations s'importent comme le reste."""
    if not (request.user.is_staff and request.user.has_perms(DeliberationRessource.permissions)):
        raise Http404
    return redirect("import_envoyer", DeliberationRessource.code)
