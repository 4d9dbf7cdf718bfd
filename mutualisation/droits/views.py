from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.droits.comptes import CONSULTER
from gouvernance.exports import FORMATS, telecharger
from mutualisation.droits.contenu import lire_droits
from mutualisation.droits.personnes import feuille_des_personnes, lire_les_personnes


@require_safe
@permission_required(CONSULTER, raise_exception=True)
def droits(request: HttpRequest) -> HttpResponse:
    jour = timezone.localdate()
    format = request.GET.get("export")
    if format in FORMATS:
        feuille = feuille_des_personnes(lire_les_personnes(jour))
        return telecharger(feuille, f"comptes-{jour:%Y-%m-%d}", format)
    contexte = {"page": lire_droits(jour), "jour": jour, "formats": FORMATS}
    return render(request, "droits/page.html", contexte)
