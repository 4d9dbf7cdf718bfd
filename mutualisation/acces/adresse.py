from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def adresse_du_visiteur(request: HttpRequest) -> str | None:
    """Celle du poste, ou celle que nos propres mandataires transmettent.

    Un visiteur écrit ce qu'il veut en tête de « X-Forwarded-For » : seuls comptent les derniers
    noms, un par mandataire déclaré dans MANDATAIRES ; sans réglage, l'en-tête n'est pas lu.
    """
    directe = request.META.get("REMOTE_ADDR") or None
    if not settings.MANDATAIRES:
        return directe
    transmises = [a.strip() for a in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(transmises) < settings.MANDATAIRES:
        return directe
    return _valide(transmises[-settings.MANDATAIRES]) or directe


def _valide(adresse: str) -> str:
    try:
        return str(ip_address(adresse))
    except ValueError:
        return ""
