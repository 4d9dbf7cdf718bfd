from django.shortcuts import get_object_or_404, render

from gouvernance.deliberations.contenu import construire_page, deliberations_completes
from gouvernance.models import Deliberation
from mutualisation.deliberations.contenu import lire_effets


def deliberation_detail(request, pk):
    lisibles = Deliberation.objects.visibles_par(request.user)
    deliberation = get_object_or_404(deliberations_completes(lisibles), pk=pk)
    effets = lire_effets(deliberation, request.user)
    page = construire_page(deliberation, request.user, effets)
    return render(request, "gouvernance/deliberations/detail.html", {"page": page})
