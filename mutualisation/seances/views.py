from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.francais import date_en_lettres
from gouvernance.seances.contenu import lire_page
from gouvernance.seances.views import chercher_seance
from mutualisation.productions.operations import demander_document
from mutualisation.seances.rendu import rendre_convocation, rendre_proces_verbal


@require_safe
def seance_convocation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Mène à l'avancement du PDF ; la même convocation ne se demande qu'une fois par jour."""
    seance, jour = chercher_seance(request, pk), timezone.localdate()
    html = rendre_convocation(lire_page(seance, request.user, jour), jour)
    production = demander_document(
        html,
        titre=f"Convocation, {seance.instance} du {date_en_lettres(seance.jour)}",
        nom=f"convocation-{seance.jour:%Y-%m-%d}.pdf",
        demandee_par=request.user,
    )
    return redirect(production)


@require_safe
def seance_proces_verbal_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Mène à l'avancement du PDF. Un projet de procès-verbal n'est lu que des agents."""
    seance, jour = chercher_seance(request, pk), timezone.localdate()
    page = lire_page(seance, request.user, jour)
    if not page.montre_le_proces_verbal:
        raise Http404("Cette séance n’a pas encore de procès-verbal à lire.")
    production = demander_document(
        rendre_proces_verbal(page, jour),
        titre=f"Procès-verbal, {seance.instance} du {date_en_lettres(seance.jour)}",
        nom=f"proces-verbal-{seance.jour:%Y-%m-%d}.pdf",
        demandee_par=request.user,
    )
    return redirect(production)
