"""Vérifier, expliquer, publier : réservé au droit de publier un rapport."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mutualisation.models import Rapport
from mutualisation.rapport.publication import (
    PublicationRefusee,
    demander_publication,
    expliquer,
    preparer,
)
from mutualisation.rapport.publication_forms import ExplicationsForm, PublicationForm


def rapport_publier(request: HttpRequest, annee: int) -> HttpResponse:
    if not request.user.has_perm("mutualisation.publier_rapport"):
        raise Http404
    rapport = get_object_or_404(Rapport, annee=annee)
    preparation = preparer(annee)
    saisie = request.POST if request.method == "POST" else None
    est_une_explication = saisie is not None and "expliquer" in saisie
    explications = ExplicationsForm(
        saisie if est_une_explication else None, points=preparation.controles.points
    )
    publication = PublicationForm(
        None if est_une_explication else saisie,
        est_une_correction=preparation.precedente is not None,
    )
    if est_une_explication and explications.is_valid():
        expliquer(rapport, explications.textes)
        messages.success(request, "Les explications sont enregistrées.")
        return redirect("rapport_publier", annee)
    if publication.is_bound and publication.is_valid():
        try:
            production = demander_publication(
                rapport,
                par=request.user,
                motif=publication.cleaned_data.get("motif", ""),
                empreinte=request.POST.get("empreinte", ""),
            )
        except PublicationRefusee as refus:
            publication.add_error(None, refus)
        else:
            return redirect(production)
    contexte = {
        "rapport": rapport,
        "preparation": preparation,
        "explications": explications,
        "publication": publication,
    }
    return render(request, "rapport/publier.html", contexte)
