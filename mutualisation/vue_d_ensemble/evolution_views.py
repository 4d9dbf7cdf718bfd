from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from gouvernance.exports import FORMATS, telecharger
from mutualisation.vue_d_ensemble.evolution import feuille_de_l_evolution, lire_evolution
from mutualisation.vue_d_ensemble.views import reserver_aux_agents


@require_safe
@gzip_page
@reserver_aux_agents
def evolution(request):
    lue = lire_evolution(request.GET, timezone.localdate())
    format = request.GET.get("export")
    if format in FORMATS:
        nom = f"evolution-{lue.periode.premiere}-{lue.periode.derniere}"
        return telecharger(feuille_de_l_evolution(lue), nom, format)
    return render(request, "vue_d_ensemble/evolution.html", {"page": lue})
