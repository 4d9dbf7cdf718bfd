from django.db.models import Max
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.etat_au import lire_etat_au, suivre_l_ancienne_adresse
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from services_communs import cooperations, filters, tables
from services_communs.contenu import construire_page
from services_communs.models import (
    Adhesion,
    Cooperation,
    Effectif,
    Fiche,
    Indicateur,
    Mesure,
    Mission,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)

# Liste qui mène aux autres de la rubrique « Services communs ».
RUBRIQUE = "services_communs/liste.html"


@require_safe
@suivre_l_ancienne_adresse
@page_gardee
def service_liste(request):
    services = ServiceCommun.objects.select_related("domaine")
    return afficher_liste(
        request,
        services.avec_nombre_adherents(timezone.localdate()),
        filters.ServiceCommunFilterSet,
        tables.ServiceCommunTable,
        titre="Services communs",
        chapeau="Ce que la métropole et ses communes partagent, hors compétences transférées.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def service_detail(request, code):
    service = get_object_or_404(
        ServiceCommun.objects.select_related("domaine", "gestionnaire"), code=code
    )
    aujourd_hui = timezone.localdate()
    etat = lire_etat_au(request.GET.get("au", ""), aujourd_hui, aujourd_hui)
    page = construire_page(service, request.user, etat.jour)
    return render(request, "services_communs/service_detail.html", {"page": page, "etat": etat})


@require_safe
@suivre_l_ancienne_adresse
@page_gardee
def adhesion_liste(request):
    return afficher_liste(
        request,
        Adhesion.objects.visibles_par(request.user).en_liste(),
        filters.AdhesionFilterSet,
        tables.AdhesionTable,
        titre="Adhésions",
        chapeau="Une commune et son CCAS adhèrent chacun en son nom.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def mission_liste(request):
    return afficher_liste(
        request,
        Mission.objects.select_related("service__domaine"),
        filters.MissionFilterSet,
        tables.MissionTable,
        titre="Missions",
        chapeau="Ce que fait chaque service commun, mission par mission.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def saisine_liste(request):
    return afficher_liste(
        request,
        Saisine.objects.visibles_par(request.user).select_related("domaine", "commune__commune"),
        filters.SaisineFilterSet,
        tables.SaisineTable,
        titre="Demandes des communes",
        chapeau="Les aides ponctuelles qu’une commune demande à un domaine, adhérente ou non.",
        gabarit="services_communs/saisines.html",
    )


@require_safe
@page_gardee
def transfert_liste(request):
    return afficher_liste(
        request,
        TransfertAgents.objects.visibles_par(request.user).avec_relations(),
        filters.TransfertAgentsFilterSet,
        tables.TransfertAgentsTable,
        titre="Agents transférés",
        chapeau="Les agents qui exercent en entier dans un service commun y sont transférés.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def effectif_liste(request):
    return afficher_liste(
        request,
        Effectif.objects.select_related("domaine"),
        filters.EffectifFilterSet,
        tables.EffectifTable,
        titre="Effectifs",
        chapeau="Agents et équivalents temps plein (ETP), à la date où ils ont été observés.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def indicateur_liste(request):
    derniere = Fiche.objects.aggregate(annee=Max("annee"))["annee"] or timezone.localdate().year
    return afficher_liste(
        request,
        Indicateur.objects.select_related("domaine").avec_mesures(derniere),
        filters.IndicateurFilterSet,
        tables.IndicateurTable,
        titre="Indicateurs d’activité",
        chapeau="La valeur d’une année et celle d’avant. Un tiret : rien n’a été relevé.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def mesure_liste(request):
    mesures = Mesure.objects.select_related("indicateur__domaine")
    return afficher_liste(
        request,
        mesures.order_by("-annee", "indicateur__domaine__ordre", "indicateur__ordre", "pk"),
        filters.MesureFilterSet,
        tables.MesureTable,
        titre="Mesures des indicateurs",
        chapeau="Toutes les valeurs relevées : un indicateur choisi se suit dans le temps.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def cooperation_liste(request):
    visibles = Cooperation.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        visibles.prefetch_related("parties__collectivite"),
        filters.CooperationFilterSet,
        tables.CooperationTable,
        titre="Coopérations",
        chapeau="Les mutualisations entre communes, ou avec un tiers, sans service commun.",
        gabarit=RUBRIQUE,
    )


@require_safe
@page_gardee
def cooperation_detail(request, pk):
    visibles = Cooperation.objects.visibles_par(request.user)
    page = cooperations.construire_page(get_object_or_404(visibles, pk=pk), request.user)
    return render(request, "services_communs/cooperation_detail.html", {"page": page})
