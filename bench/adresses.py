"""Adresses du site, et celle d'une page triviale : un gabarit vide et une seule requête."""

from django.shortcuts import render
from django.urls import include, path

from gouvernance.models import Collectivite


def triviale(request):
    # La session et le compte viennent des intergiciels, comme pour toute page.
    Collectivite.objects.exists()
    return render(request, "base.html")


urlpatterns = [
    path("banc/triviale/", triviale, name="triviale"),
    path("", include("mutualisation.urls")),
]
