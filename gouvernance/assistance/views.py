from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gouvernance.assistance.operations import DUREE, commencer, finir, refuser_d_assister
from gouvernance.comptes.refus import revenir_au_compte
from gouvernance.droits.comptes import ADMINISTRER
from gouvernance.models import Utilisateur


class AssistanceForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        max_length=200,
        help_text="La personne le lira. Par exemple : elle ne trouve pas sa participation.",
    )


@permission_required(ADMINISTRER, raise_exception=True)
def compte_assister(request: HttpRequest, pk: int) -> HttpResponse:
    personne = get_object_or_404(Utilisateur, pk=pk)
    try:
        refuser_d_assister(personne, request.user)
    except ValidationError as refus:
        return revenir_au_compte(request, personne, refus)
    formulaire = AssistanceForm(request.POST or None)
    if formulaire.is_valid():
        commencer(request, personne, motif=formulaire.cleaned_data["motif"])
        return redirect("accueil")
    contexte = {
        "personne": personne,
        "formulaire": formulaire,
        "minutes": DUREE.seconds // 60,
    }
    return render(request, "assistance/commencer.html", contexte)


@require_POST
def assistance_finir(request: HttpRequest) -> HttpResponse:
    assistance = request.assistance
    if assistance is None:
        return redirect("accueil")
    finir(request, assistance)
    messages.success(request, "Vous êtes revenu à votre compte.")
    return redirect("admin:gouvernance_utilisateur_change", assistance.personne.pk)
