"""La réponse à qui s'est trompé trop souvent, que le compte existe ou non."""

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from mutualisation.reprises.saisie import NOM, SaisieGardee


def montrer_le_verrou(
    request: HttpRequest, reponse: HttpResponse, identifiants: dict
) -> HttpResponse:
    """La page de connexion, qui garde la saisie en attente et dit combien de temps attendre."""
    jeton = request.POST.get(NOM, "")
    attente = settings.AXES_COOLOFF_TIME
    contexte = {
        "form": AuthenticationForm(request),
        "next": request.POST.get("next", ""),
        "saisie": jeton,
        "gardee": SaisieGardee.lire(jeton),
        "est_trop_longue": False,
        "minutes": int(attente.total_seconds() // 60),
    }
    verrouillee = render(
        request, "acces/verrou.html", contexte, status=settings.AXES_HTTP_RESPONSE_CODE
    )
    verrouillee["Retry-After"] = str(int(attente.total_seconds()))
    add_never_cache_headers(verrouillee)
    return verrouillee
