"""Listes de ce qui mène aux montants : coûts, clés, votes, soldes."""

from django.views.decorators.http import require_safe

from finances import filters
from finances import tables_des_calculs as tables
from finances.models import (
    AttributionCompensation,
    CoutService,
    Regularisation,
    TotalVote,
    TrancheForfait,
    ValeurCle,
)
from finances.views import reserver_aux_agents
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee

RUBRIQUE = "finances/liste.html"


@require_safe
@page_gardee
def cout_liste(request):
    reserver_aux_agents(request)
    couts = CoutService.objects.select_related("service", "evaluation").avec_cout()
    return afficher_liste(
        request,
        couts,
        filters.CoutServiceFilterSet,
        tables.CoutServiceTable,
        titre="Coûts des services",
        chapeau=(
            "Ce que coûte chaque service, par nature de charge. Choisissez une évaluation et un "
            "exercice pour en lire le total."
        ),
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def total_vote_liste(request):
    totaux = TotalVote.objects.visibles_par(request.user).select_related("evaluation")
    return afficher_liste(
        request,
        totaux.order_by("-exercice_debut", "pk"),
        filters.TotalVoteFilterSet,
        tables.TotalVoteTable,
        titre="Totaux votés",
        chapeau="Le coût total que la CLECT arrête pour un exercice, et son écart avec les parts.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def attribution_votee_liste(request):
    attributions = AttributionCompensation.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        attributions.select_related("commune__commune", "deliberation"),
        filters.AttributionFilterSet,
        tables.AttributionTable,
        titre="Attributions votées",
        chapeau="Les montants provisoires et définitifs, tels qu’ils ont été votés et notifiés.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def regularisation_liste(request):
    soldes = Regularisation.objects.visibles_par(request.user).avec_solde()
    return afficher_liste(
        request,
        soldes.select_related("participation__payeur__commune"),
        filters.RegularisationFilterSet,
        tables.RegularisationTable,
        titre="Régularisations",
        chapeau="Le solde d’une participation au coût réel, une fois l’exercice clos.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def valeur_liste(request):
    reserver_aux_agents(request)
    return afficher_liste(
        request,
        ValeurCle.objects.select_related("cle__service", "collectivite__commune"),
        filters.ValeurCleFilterSet,
        tables.ValeurCleTable,
        titre="Valeurs des clés",
        chapeau="Ce que chaque collectivité compte dans une clé : ses postes, ses agents, sa part.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def tranche_liste(request):
    reserver_aux_agents(request)
    return afficher_liste(
        request,
        TrancheForfait.objects.select_related("cle__service"),
        filters.TrancheForfaitFilterSet,
        tables.TrancheForfaitTable,
        titre="Forfaits",
        chapeau="Ce qui est demandé chaque année aux communes, selon leur population.",
        gabarit=RUBRIQUE,
    )
