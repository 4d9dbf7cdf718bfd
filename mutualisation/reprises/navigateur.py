"""Qui s'est servi du site depuis ce navigateur : une saisie n'est rendue qu'à son auteur."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "derniere_personne"
UN_JOUR = 24 * 3600
TRENTE_JOURS = 30 * UN_JOUR
# Suit la personne si elle en a remplacé une autre ; la signature du cookie dit quand.
APRES_UNE_AUTRE = "+"


def derniere_personne(request: HttpRequest) -> str:
    return request.get_signed_cookie(COOKIE, default="").removesuffix(APRES_UNE_AUTRE)


def est_a_plusieurs(request: HttpRequest) -> bool:
    """Vrai si la personne a changé depuis moins d'un jour : un vieil onglet peut être à l'autre."""
    try:
        retenue = request.get_signed_cookie(COOKIE, max_age=UN_JOUR)
    except (KeyError, signing.BadSignature):
        return False
    return retenue.endswith(APRES_UNE_AUTRE)


def retenir(request: HttpRequest, response: HttpResponse, personne: str) -> None:
    avant = derniere_personne(request)
    if avant == personne:
        return
    response.set_signed_cookie(
        COOKIE,
        personne + (APRES_UNE_AUTRE if avant else ""),
        max_age=TRENTE_JOURS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
