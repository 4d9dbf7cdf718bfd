from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from finances.views import chercher_etat
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.refacturation.rendu import chemin_du_pdf


def refacturation_pdf(
    request: HttpRequest, code_insee: str, exercice: int
) -> HttpResponse | FileResponse:
    etat = chercher_etat(request, code_insee, exercice)
    try:
        chemin = chemin_du_pdf(etat, timezone.localdate())
    except ErreurDeRendu as erreur:
        contexte = {"etat": etat, "raison": str(erreur)}
        return render(request, "refacturation/indisponible.html", contexte, status=503)
    nom = f"refacturation-{code_insee}-{exercice}.pdf"
    return FileResponse(chemin.open("rb"), filename=nom, content_type="application/pdf")
