from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gouvernance.memoire.pages import page_gardee
from mutualisation.recherche.contenu import chercher


@require_safe
@page_gardee
def recherche(request: HttpRequest) -> HttpResponse:
    page = chercher(request.GET.get("q", ""), request.user)
    return render(request, "recherche/recherche.html", {"page": page})
