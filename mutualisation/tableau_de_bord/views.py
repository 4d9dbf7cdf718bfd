from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Commune
from mutualisation.tableau_de_bord.absence import construire_absence
from mutualisation.tableau_de_bord.contenu import choisir_commune, construire_page
from mutualisation.tableau_de_bord.exercices import lire_etat, lire_exercices


@require_safe
@page_gardee
def commune_detail(request, code_insee):
    aujourd_hui = timezone.localdate()
    exercices = lire_exercices(code_insee, aujourd_hui)
    demande = request.GET.get("annee", ""), request.GET.get("au", "")
    etat = lire_etat(exercices, *demande, aujourd_hui)
    communes = Commune.objects.visibles_par(request.user)
    commune = choisir_commune(communes, code_insee, etat)
    if commune is None:
        raise Http404("Aucune commune visible à ce code.")
    if etat.est_un_jour_choisi and not commune.est_en_cours_le(etat.jour):
        absence = construire_absence(commune, communes, etat)
        return render(request, "tableau_de_bord/commune_absente.html", {"page": absence})
    if commune.successeur_id and not etat.est_un_jour_choisi:
        return render(request, "tableau_de_bord/commune_ancienne.html", {"commune": commune})
    page = construire_page(commune, etat, request.user)
    return render(request, "tableau_de_bord/commune.html", {"page": page})
