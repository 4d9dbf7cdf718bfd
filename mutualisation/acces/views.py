"""Ce qu'un administrateur des comptes fait de leurs accès."""

from axes.models import AccessAttempt
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gouvernance.comptes.verrous import lever_le_verrou, lire_verrous
from gouvernance.droits.comptes import ADMINISTRER
from gouvernance.models import Utilisateur
from mutualisation.acces.contenu import lire_les_seconds_facteurs
from mutualisation.acces.operations import retirer


@require_safe
@permission_required(ADMINISTRER, raise_exception=True)
def verrous(request: HttpRequest) -> HttpResponse:
    return render(request, "acces/verrous.html", {"verrous": lire_verrous()})


@require_POST
@permission_required(ADMINISTRER, raise_exception=True)
def verrou_lever(request: HttpRequest, pk: int) -> HttpResponse:
    echec = get_object_or_404(AccessAttempt, pk=pk)
    lever_le_verrou(echec, auteur=request.user)
    messages.success(request, f"« {echec.username} » peut de nouveau essayer de se connecter.")
    return redirect("verrous")


@require_safe
@permission_required(ADMINISTRER, raise_exception=True)
def seconds_facteurs(request: HttpRequest) -> HttpResponse:
    contexte = {"lignes": lire_les_seconds_facteurs()}
    return render(request, "acces/seconds_facteurs.html", contexte)


@require_POST
@permission_required(ADMINISTRER, raise_exception=True)
def second_facteur_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    compte = get_object_or_404(Utilisateur, pk=pk)
    try:
        retirer(compte, auteur=request.user)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, f"Le second facteur de {compte} est retiré.")
    return redirect("seconds_facteurs")
