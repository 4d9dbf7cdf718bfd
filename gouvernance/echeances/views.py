from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gouvernance.echeances.agenda import composer_agenda
from gouvernance.echeances.forms import PeriodeForm
from gouvernance.echeances.page import Calendrier, construire_calendrier
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Collectivite


@require_safe
@page_gardee
def echeance_liste(request: HttpRequest) -> HttpResponse:
    formulaire, calendrier = lire_calendrier(request)
    contexte = {"formulaire": formulaire, "calendrier": calendrier}
    return render(request, "gouvernance/echeances/liste.html", contexte)


@require_safe
def echeance_agenda(request: HttpRequest) -> HttpResponse:
    """Les mêmes échéances à venir, à importer dans un agenda."""
    _, calendrier = lire_calendrier(request)
    racine = request.build_absolute_uri("/").rstrip("/")
    octets = composer_agenda(calendrier.a_venir, racine, timezone.now())
    reponse = HttpResponse(octets, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename="echeances.ics"
    )
    return reponse


def lire_calendrier(request: HttpRequest) -> tuple[PeriodeForm, Calendrier]:
    """Un agent lit tout ; un élu, ce qui concerne ses communes."""
    communes = Collectivite.objects.communes().visibles_par(request.user)
    jour = timezone.localdate()
    formulaire = PeriodeForm(request.GET, communes=communes, jour=jour)
    concernees = None if request.user.is_staff else list(communes)
    if choisie := formulaire.criteres.get("commune"):
        concernees = [choisie]
    transfert = formulaire.criteres.get("transfert")
    return formulaire, construire_calendrier(concernees, formulaire.periode, jour, transfert)
