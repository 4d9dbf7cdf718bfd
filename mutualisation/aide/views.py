"""Pages que tout le site montre en pied : aide, glossaire, mentions que la loi demande."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mutualisation.aide.contenu import construire_aide
from mutualisation.aide.glossaire import glossaire
from mutualisation.aide.personnes import CHAMPS_DU_COMPTE, COOKIES, TRAITEMENTS


@require_safe
@login_not_required
def aide(request):
    return render(request, "aide/aide.html", {"aide": construire_aide(request.user)})


@require_safe
@login_not_required
def lire_le_glossaire(request):
    return render(request, "aide/glossaire.html", {"glossaire": glossaire})


@require_safe
@login_not_required
def accessibilite(request):
    return render(request, "aide/accessibilite.html", {"mentions": settings.MENTIONS})


@require_safe
@login_not_required
def mentions_legales(request):
    return render(request, "aide/mentions_legales.html", {"mentions": settings.MENTIONS})


@require_safe
@login_not_required
def donnees_personnelles(request):
    contexte = {
        "mentions": settings.MENTIONS,
        "champs": CHAMPS_DU_COMPTE,
        "traitements": TRAITEMENTS,
        "cookies": COOKIES,
    }
    return render(request, "aide/donnees_personnelles.html", contexte)
