from django.db.models import F
from django.http import Http404
from django.shortcuts import render

from gouvernance.models import Commune
from mutualisation.tableau_de_bord.contenu import construire_page


def commune_detail(request, code_insee):
    """Page d'une commune ; une commune nouvelle garde souvent le code d'une ancienne."""
    communes = Commune.objects.visibles_par(request.user).select_related("successeur")
    commune = (
        communes.filter(code_insee=code_insee)
        .order_by(F("date_fin").desc(nulls_first=True), "pk")
        .first()
    )
    if commune is None:
        raise Http404("Aucune commune visible à ce code.")
    if commune.successeur:
        return render(request, "tableau_de_bord/commune_ancienne.html", {"commune": commune})
    page = construire_page(commune, request.GET.get("annee", ""))
    return render(request, "tableau_de_bord/commune.html", {"page": page})
