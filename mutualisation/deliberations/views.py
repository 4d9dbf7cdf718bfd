from django.shortcuts import get_object_or_404, render

from gouvernance.deliberations.contenu import construire_page, deliberations_completes
from mutualisation.deliberations.contenu import lire_effets


def deliberation_detail(request, pk):
    deliberation = get_object_or_404(deliberations_completes(request.user), pk=pk)
    effets = lire_effets(deliberation, request.user)
    page = construire_page(deliberation, request.user, effets)
    return render(request, "gouvernance/deliberations/detail.html", {"page": page})
