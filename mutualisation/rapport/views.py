from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import ListView

from mutualisation.models import Rapport
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.rapport.rendu import chemin_du_pdf, composer_contexte


class RapportListView(ListView):
    model = Rapport
    template_name = "rapport/liste.html"
    context_object_name = "rapports"


def rapport_detail(request: HttpRequest, annee: int) -> HttpResponse:
    try:
        rapport = construire_rapport(annee)
    except Rapport.DoesNotExist:
        return rapport_absent(request, annee)
    return render(request, "rapport/web.html", composer_contexte(rapport) | {"papier": False})


def rapport_pdf(request: HttpRequest, annee: int) -> HttpResponse | FileResponse:
    try:
        chemin = chemin_du_pdf(construire_rapport(annee))
    except Rapport.DoesNotExist:
        return rapport_absent(request, annee)
    except ErreurDeRendu as erreur:
        contexte = {"annee": annee, "raison": str(erreur)}
        return render(request, "rapport/indisponible.html", contexte, status=503)
    nom = f"rapport-mutualisation-{annee}.pdf"
    return FileResponse(chemin.open("rb"), filename=nom, content_type="application/pdf")


def rapport_absent(request: HttpRequest, annee: int) -> HttpResponse:
    contexte = {"annee": annee, "rapports": Rapport.objects.all()}
    return render(request, "rapport/absent.html", contexte, status=404)
