from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gouvernance.models import Utilisateur


def revenir_au_compte(
    request: HttpRequest, compte: Utilisateur, refus: ValidationError
) -> HttpResponse:
    """Un geste refusé ramène à la fiche du compte, qui dit pourquoi."""
    messages.error(request, " ".join(refus.messages))
    return redirect("admin:gouvernance_utilisateur_change", compte.pk)
