from django.db.models import Prefetch
from django.views.decorators.http import require_safe

from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from services_communs.fiches import filters, tables
from services_communs.models import (
    CommunesConcernees,
    Fiche,
    Objectif,
    PisteAction,
    Realisation,
)
from services_communs.views import RUBRIQUE

DERNIERES_D_ABORD = ["-fiche__annee", "fiche__domaine__ordre", "ordre", "pk"]


@require_safe
@page_gardee
def fiche_liste(request):
    fiches = Fiche.objects.visibles_par(request.user).avec_nombres(request.user)
    return afficher_liste(
        request,
        fiches.select_related("domaine").order_by("-annee", "domaine__ordre", "pk"),
        filters.FicheFilterSet,
        tables.FicheTable,
        titre="Fiches de domaine",
        chapeau="Ce que chaque domaine écrit dans le rapport d’une année.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def objectif_liste(request):
    objectifs = Objectif.objects.visibles_par(request.user).select_related("fiche__domaine")
    return afficher_liste(
        request,
        objectifs.order_by(*DERNIERES_D_ABORD),
        filters.ObjectifFilterSet,
        tables.ObjectifTable,
        titre="Objectifs",
        chapeau="Les objectifs assignés à chaque domaine, année après année.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def piste_liste(request):
    concernees = CommunesConcernees.objects.visibles_par(request.user)
    pistes = PisteAction.objects.visibles_par(request.user).select_related("fiche__domaine")
    return afficher_liste(
        request,
        pistes.order_by(*DERNIERES_D_ABORD).prefetch_related(
            Prefetch("concernees", concernees), "concernees__collectivites"
        ),
        filters.PisteActionFilterSet,
        tables.PisteActionTable,
        titre="Actions",
        chapeau="Ce que le schéma de mutualisation prévoit, sous quelle forme et pour qui.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def realisation_liste(request):
    realisations = Realisation.objects.visibles_par(request.user).select_related("fiche__domaine")
    return afficher_liste(
        request,
        realisations.order_by(*DERNIERES_D_ABORD).prefetch_related("beneficiaires"),
        filters.RealisationFilterSet,
        tables.RealisationTable,
        titre="Réalisations",
        chapeau="Ce que les domaines ont fait, font ou prévoient, et qui en profite.",
        gabarit=RUBRIQUE,
    )
