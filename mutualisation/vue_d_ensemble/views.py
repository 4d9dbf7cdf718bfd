"""La vue d'ensemble et ses pages, réservées aux agents de la métropole."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from gouvernance.exports import FORMATS, telecharger
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from mutualisation.vue_d_ensemble import page_couverture
from mutualisation.vue_d_ensemble.changements.lecture import lire_changements
from mutualisation.vue_d_ensemble.changements.mouvements import MOUVEMENTS
from mutualisation.vue_d_ensemble.changements.periode import lire_periode
from mutualisation.vue_d_ensemble.changements.phrases import resumer
from mutualisation.vue_d_ensemble.contenu import construire_vue
from mutualisation.vue_d_ensemble.etat import rendre_etat
from mutualisation.vue_d_ensemble.moment import lire_moment


def reserver_aux_agents(vue: Callable) -> Callable:
    @wraps(vue)
    def reservee(request, *args, **kwargs):
        if not request.user.is_staff:
            raise Http404("La vue d’ensemble est réservée aux agents de la métropole.")
        return vue(request, *args, **kwargs)

    return reservee


# Une matrice de 158 communes pèse quarante fois moins ainsi, sans rien révéler (BREACH) : Django
# masque le jeton CSRF à chaque réponse, et fait varier la longueur de ce qu'il compresse.
@require_safe
@gzip_page
@reserver_aux_agents
def tableau_de_bord(request):
    vue = construire_vue(request.user, request.GET)
    contexte = {"vue": vue, "etat": rendre_etat(vue.lecture, vue.moment, request.GET)}
    return render(request, "vue_d_ensemble/vue_d_ensemble.html", contexte)


@require_safe
@gzip_page
@reserver_aux_agents
def couverture(request):
    aujourd_hui = timezone.localdate()
    moment = lire_moment(request.GET, aujourd_hui.year, aujourd_hui)
    page = page_couverture.construire_page(request.GET, moment)
    format = request.GET.get("export")
    if format in FORMATS and page.est_comprise:
        feuille = page_couverture.feuille_de_la_couverture(page)
        return telecharger(feuille, f"couverture-{moment.jour:%Y-%m-%d}", format)
    return render(request, "vue_d_ensemble/couverture.html", {"page": page})


@require_safe
@gzip_page
@reserver_aux_agents
def changements(request):
    lus = lire_changements(lire_periode(request.GET, timezone.localdate()))
    contexte = {"changements": lus, "phrases": resumer(lus)}
    return render(request, "vue_d_ensemble/changements.html", contexte)


@require_safe
@reserver_aux_agents
@page_gardee
def changement_liste(request, sorte):
    """Les lignes d'un nombre des changements."""
    if sorte not in MOUVEMENTS:
        raise Http404("Aucun changement de cette sorte.")
    mouvement = MOUVEMENTS[sorte]
    return afficher_liste(
        request,
        mouvement.lignes(),
        mouvement.filtres,
        mouvement.table,
        titre=mouvement.titre,
        chapeau=mouvement.chapeau,
    )
