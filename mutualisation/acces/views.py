"""Ce qu'un administrateur des comptes fait de leurs accès."""

from axes.models import AccessAttempt
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gouvernance.comptes.verrous import lever_le_verrou, lire_verrous
from gouvernance.droits.comptes import ADMINISTRER


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
