"""Se connecter sans perdre ce qu'on écrivait, puis le renvoyer soi-même."""

from urllib.parse import urlsplit

from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure
from django.views.decorators.debug import sensitive_post_parameters

from mutualisation.reprises.navigateur import derniere_personne, est_a_plusieurs
from mutualisation.reprises.saisie import SaisieGardee


@sensitive_post_parameters()
def montrer_la_connexion(
    request: HttpRequest, *, personne: str | None = None, status: int = 200
) -> HttpResponse:
    """À la place de la page demandée : la connexion, qui garde ce qui était envoyé."""
    auteur = derniere_personne(request) if personne is None else personne
    gardee = SaisieGardee.envoyee(request, auteur)
    jeton = gardee.signer()
    contexte = {
        "form": AuthenticationForm(request),
        "next": gardee.adresse,
        "saisie": jeton,
        "gardee": gardee,
        "est_trop_longue": not jeton,
    }
    reponse = render(request, "registration/login.html", contexte, status=status)
    add_never_cache_headers(reponse)
    return reponse


def montrer_la_reprise(request: HttpRequest, jeton: str, *, status: int = 200) -> HttpResponse:
    """La saisie, prête à être renvoyée par la personne qui l'avait faite, et par elle seule."""
    gardee = SaisieGardee.lire(jeton)
    if gardee and not gardee.est_de(request.user):
        contexte = {"gardee": None, "est_d_un_autre": True}
    else:
        contexte = {"gardee": gardee, "est_d_un_autre": False}
    reponse = render(request, "reprises/reprendre.html", contexte, status=status)
    add_never_cache_headers(reponse)
    return reponse


@sensitive_post_parameters()
def echec_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Un jeton périmé ne perd pas la saisie ; celui d'un autre site n'est jamais proposé."""
    vue = request.resolver_match and request.resolver_match.func
    est_fermee = getattr(vue, "login_required", True)
    personne = auteur_de_la_page(request)
    envoi = SaisieGardee.envoyee(request, personne)
    jeton = envoi.signer() if est_fermee and est_d_ici(request) else ""
    if not jeton:
        return csrf_failure(request, reason)
    if request.user.is_authenticated:
        return montrer_la_reprise(request, jeton, status=403)
    return montrer_la_connexion(request, personne=personne, status=403)


def auteur_de_la_page(request: HttpRequest) -> str:
    """Personne de sûr si une autre s'est connectée depuis peu : son jeton périme l'ancien."""
    if est_a_plusieurs(request):
        return ""
    return str(request.user.pk) if request.user.is_authenticated else derniere_personne(request)


def est_d_ici(request: HttpRequest) -> bool:
    """Vrai si le navigateur dit que la page d'où part l'envoi est de ce site."""
    origine = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origine).netloc == request.get_host()
