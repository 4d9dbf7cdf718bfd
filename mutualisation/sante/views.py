from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from mutualisation.sante.contenu import lire_sante
from mutualisation.sante.mesures import relever


@login_not_required
@never_cache
@require_safe
def sante(request: HttpRequest) -> HttpResponse:
    """Les mots vont aux agents ; une supervision, anonyme, n'a que vrai ou faux."""
    lue = lire_sante()
    detaillee = lue.base.est_bon and est_agent(request)
    points = {nom: p.detail if detaillee else p.est_bon for nom, p in lue.points.items()}
    etat = {"etat": "bon" if lue.est_bonne else "mauvais"}
    return JsonResponse(
        etat | points,
        status=200 if lue.est_bonne else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def est_agent(request: HttpRequest) -> bool:
    """Entre deux versions, la table des comptes peut n'être pas encore celle du code."""
    try:
        return request.user.is_staff
    except Error:
        return False


@login_not_required
@never_cache
@require_safe
def metriques(request: HttpRequest) -> HttpResponse:
    attendu = f"Bearer {settings.JETON_DES_METRIQUES}"
    recu = request.headers.get("Authorization", "")
    if not (settings.JETON_DES_METRIQUES and constant_time_compare(recu, attendu)):
        raise Http404
    return HttpResponse(relever(), content_type=CONTENT_TYPE_LATEST)
