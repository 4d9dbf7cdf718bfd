from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.memoire.pages import page_gardee
from mutualisation.journal.contenu import lire_journal, lire_les_derniers
from mutualisation.journal.forms import CriteresDuJournalForm


@require_safe
@page_gardee
def journal(request: HttpRequest) -> HttpResponse:
    formulaire = CriteresDuJournalForm(request.GET, utilisateur=request.user)
    criteres = formulaire.criteres
    contexte = {
        "formulaire": formulaire,
        "filtre": criteres.sont_choisis,
        "journal": lire_journal(criteres, request.GET.get("page", "1")),
    }
    return render(request, "journal/journal.html", contexte)


@require_safe
@page_gardee
def journal_derniers(request: HttpRequest) -> HttpResponse:
    """Les derniers faits, seuls : la page d'une commune et la vue d'ensemble les y insèrent."""
    criteres = CriteresDuJournalForm(request.GET, utilisateur=request.user).criteres
    if criteres.au is None:
        criteres = replace(criteres, au=timezone.localdate())
    return render(request, "journal/derniers.html", {"journees": lire_les_derniers(criteres)})
