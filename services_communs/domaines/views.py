from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from services_communs.domaines.filters import DomaineFilterSet
from services_communs.domaines.tables import DomaineTable
from services_communs.models import Domaine
from services_communs.views import RUBRIQUE


@require_safe
@page_gardee
def domaine_liste(request):
    return afficher_liste(
        request,
        Domaine.objects.avec_nombres_le(timezone.localdate()),
        DomaineFilterSet,
        DomaineTable,
        titre="Domaines",
        chapeau="Chaque domaine : ses services, ceux qui y travaillent, ce qu’il mesure.",
        gabarit=RUBRIQUE,
    )
