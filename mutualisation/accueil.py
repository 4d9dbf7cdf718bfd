"""L'accueil, qui mène chacun au bon endroit."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gouvernance.models import Commune, Utilisateur
from mutualisation.rapport.consultation import lire_publications
from services_communs.models import Fiche


@require_safe
@login_not_required
def accueil(request):
    if not request.user.is_authenticated:
        return render(request, "accueil/public.html", {"publications": lire_publications()})
    if request.user.is_staff:
        return redirect(adresse_du_contributeur(request.user) or "tableau_de_bord")
    communes = list(Commune.objects.visibles_par(request.user).filter(date_fin=None))
    if len(communes) == 1:
        return redirect(communes[0])
    return render(request, "accueil/choix.html", {"communes": communes})


def adresse_du_contributeur(utilisateur: Utilisateur) -> str | None:
    """La fiche qu'il doit rendre, ou la campagne s'il en a plusieurs ; rien pour un autre agent."""
    if not utilisateur.est_contributeur:
        return None
    siennes = Fiche.objects.modifiables_par(utilisateur)
    derniere = siennes.order_by("-annee").first()
    a_rendre = list(siennes.a_rendre(derniere.annee).select_related("domaine")) if derniere else []
    if len(a_rendre) == 1:
        return reverse("fiche_saisir", args=[a_rendre[0].annee, a_rendre[0].domaine.code])
    return reverse("campagne_detail", args=[derniere.annee]) if a_rendre else None
