"""Ce qu'on garde d'un compte : rendu à la personne, effacé par un administrateur."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gouvernance.comptes.donnees import (
    donnees_du_compte,
    liens_du_compte,
    lire_mon_compte,
)
from gouvernance.comptes.forms import EffacementForm
from gouvernance.comptes.invitations import empechement, inviter, refuser_d_inviter
from gouvernance.comptes.operations import effacer_le_compte, refuser_d_effacer
from gouvernance.comptes.refus import revenir_au_compte
from gouvernance.comptes.sessions import fermer_les_sessions, lire_connexions
from gouvernance.droits.comptes import ADMINISTRER, EFFACER, est_hors_de_portee
from gouvernance.models import Utilisateur


@require_safe
def mon_compte(request: HttpRequest) -> HttpResponse:
    contexte = {
        "page": lire_mon_compte(request.user),
        "connexions": lire_connexions(request.user, request.session.session_key),
    }
    return render(request, "comptes/mon_compte.html", contexte)


@require_POST
def sessions_fermer(request: HttpRequest) -> HttpResponse:
    fermer_les_sessions(request.user, auteur=request.user)
    logout(request)
    messages.success(request, "Vous êtes déconnecté partout.")
    return redirect("accueil")


@require_safe
def mes_donnees(request: HttpRequest) -> JsonResponse:
    return _telecharger(request.user)


@require_safe
def compte_donnees(request: HttpRequest, pk: int) -> JsonResponse:
    return _telecharger(_choisir(request, pk, EFFACER))


def compte_effacer(request: HttpRequest, pk: int) -> HttpResponse:
    compte = _choisir(request, pk, EFFACER)
    try:
        refuser_d_effacer(compte, request.user)
    except ValidationError as refus:
        return revenir_au_compte(request, compte, refus)
    formulaire = EffacementForm(request.POST or None)
    if formulaire.is_valid():
        nom = str(compte)
        motif = formulaire.cleaned_data["motif"]
        try:
            effacer_le_compte(compte, auteur=request.user, motif=motif)
        except ValidationError as refus:
            formulaire.add_error(None, refus)
            compte.refresh_from_db()
        else:
            messages.success(request, f"Le compte de {nom} est effacé.")
            return redirect("admin:gouvernance_utilisateur_changelist")
    liens = liens_du_compte(compte)
    contexte = {
        "compte": compte,
        "formulaire": formulaire,
        "effaces": [lien for lien in liens if lien.est_a_elle],
        "gardes": [lien for lien in liens if not lien.est_a_elle],
    }
    return render(request, "comptes/effacer.html", contexte)


def compte_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    compte = _choisir(request, pk, ADMINISTRER)
    if est_hors_de_portee(compte, request.user):
        raise PermissionDenied
    if request.method == "POST":
        fermer_les_sessions(compte, auteur=request.user)
        messages.success(request, f"{compte} est déconnecté partout.")
        return redirect("admin:gouvernance_utilisateur_change", compte.pk)
    connexions = lire_connexions(compte, request.session.session_key)
    contexte = {"compte": compte, "connexions": connexions}
    return render(request, "comptes/connexions.html", contexte)


@never_cache
def compte_inviter(request: HttpRequest, pk: int) -> HttpResponse:
    compte = _choisir(request, pk, ADMINISTRER)
    try:
        refuser_d_inviter(compte, request.user)
    except ValidationError as refus:
        return revenir_au_compte(request, compte, refus)
    # Montré dans la réponse à l'envoi : un lien n'a pas à rester dans une session.
    invitation = inviter(compte, auteur=request.user) if request.method == "POST" else None
    contexte = {"compte": compte, "invitation": invitation, "empechement": empechement(compte)}
    return render(request, "comptes/inviter.html", contexte)


def _choisir(request: HttpRequest, pk: int, droit: str) -> Utilisateur:
    if not request.user.has_perm(droit):
        raise PermissionDenied
    return get_object_or_404(Utilisateur, pk=pk)


def _telecharger(compte: Utilisateur) -> JsonResponse:
    reponse = JsonResponse(
        donnees_du_compte(compte), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    reponse["Content-Disposition"] = f'attachment; filename="compte-{compte.pk}.json"'
    return reponse
