"""Les exercices et leur clôture ; rouvrir et refermer demandent un droit que tout agent n'a pas."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gouvernance.exercices.operations import refermer, rouvrir
from gouvernance.francais import insecables
from mutualisation.exercices.contenu import Exercice, lire_exercices
from mutualisation.exercices.forms import ReouvertureForm

DROIT = "gouvernance.rouvrir_exercice"


@require_safe
def exercice_liste(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    return render(request, "exercices/liste.html", {"exercices": lire_exercices()})


def exercice_rouvrir(request: HttpRequest, annee: int) -> HttpResponse:
    """La page confirme : elle dit ce que la réouverture permet, et demande le motif."""
    exercice = lire_exercice(request, annee)
    formulaire = ReouvertureForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            rouvrir(annee=annee, par=request.user, motif=formulaire.cleaned_data["motif"])
        except ValidationError as refus:
            formulaire.add_error(None, ValidationError(refus.messages))
        else:
            phrase = f"L’exercice {annee} est rouvert : refermez-le une fois la correction faite."
            messages.success(request, insecables(phrase))
            return redirect("exercice_liste")
    contexte = {"exercice": exercice, "formulaire": formulaire}
    return render(request, "exercices/rouvrir.html", contexte)


@require_POST
def exercice_refermer(request: HttpRequest, annee: int) -> HttpResponse:
    lire_exercice(request, annee)
    try:
        refermer(annee=annee, par=request.user)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, f"L’exercice {annee} est clos.")
    return redirect("exercice_liste")


def lire_exercice(request: HttpRequest, annee: int) -> Exercice:
    """Lève `Http404` pour qui n'a pas le droit de rouvrir, ou si l'exercice n'existe pas."""
    exercices = lire_exercices() if request.user.has_perm(DROIT) else ()
    exercice = next((lu for lu in exercices if lu.annee == annee), None)
    if exercice is None:
        raise Http404(f"L’exercice {annee} n’est pas suivi.")
    return exercice
