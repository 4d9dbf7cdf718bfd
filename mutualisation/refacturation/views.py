from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from finances.views import chercher_etat
from mutualisation.productions.operations import demander_document
from mutualisation.refacturation.rendu import rendre_html


@require_safe
def refacturation_pdf(request: HttpRequest, code_insee: str, exercice: int) -> HttpResponse:
    """Mène à l'avancement du PDF de cet état.

    Un lien suffit, que l'on garde ou que l'on transmet : le même état ne se demande qu'une
    fois par jour, et une demande échouée ne se relance que par un bouton.
    """
    etat = chercher_etat(request, code_insee, exercice)
    production = demander_document(
        rendre_html(etat, timezone.localdate()),
        titre=f"État de refacturation {etat.de}, exercice {exercice}",
        nom=f"refacturation-{code_insee}-{exercice}.pdf",
        demandee_par=request.user,
    )
    return redirect(production)
