from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finances.couts import lire_couts_du_domaine
from gouvernance.etat_au import lire_etat_au
from services_communs.domaines.contenu import construire_page
from services_communs.models import Domaine


@require_safe
def domaine_detail(request, code):
    """Page d'un domaine ; un agent y lit aussi ce que coûtent ses services."""
    domaine = get_object_or_404(Domaine, code=code)
    aujourd_hui = timezone.localdate()
    etat = lire_etat_au(request.GET.get("au", ""), aujourd_hui, aujourd_hui)
    contexte = {
        "page": construire_page(domaine, request.user, etat.jour),
        "etat": etat,
        "couts": lire_couts_du_domaine(domaine) if request.user.is_staff else (),
    }
    return render(request, "services_communs/domaine_detail.html", contexte)
