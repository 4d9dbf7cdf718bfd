from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.exports import FORMATS, telecharger
from gouvernance.instances.contenu import construire_page
from gouvernance.instances.elus import lire_elu
from gouvernance.instances.filters import (
    InstanceFilterSet,
    MandatFilterSet,
    MembreFilterSet,
    SiegesFilterSet,
)
from gouvernance.instances.forms import JourForm, MillesimeForm
from gouvernance.instances.sieges import lire_millesimes, simuler
from gouvernance.instances.tables import InstanceTable, MandatTable, MembreTable, SiegesTable
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Elu, Instance, Mandat, MembreInstance, Sieges


@require_safe
@page_gardee
def instance_liste(request: HttpRequest) -> HttpResponse:
    aujourd_hui = timezone.localdate()
    instances = Instance.objects.visibles_par(request.user).avec_composition(aujourd_hui)
    return afficher_liste(
        request,
        instances.avec_seances(aujourd_hui),
        InstanceFilterSet,
        InstanceTable,
        titre="Instances",
        chapeau="Qui siège où, avec quelles règles. Chaque nom ouvre la page de l’instance.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
def instance_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Instance.objects.visibles_par(request.user).select_related("collectivite")
    instance = get_object_or_404(visibles, pk=pk)
    aujourd_hui = timezone.localdate()
    formulaire = JourForm(request.GET if "au" in request.GET else None, initial={"au": aujourd_hui})
    jour = formulaire.cleaned_data["au"] if formulaire.is_valid() else aujourd_hui
    contexte = {
        "page": construire_page(instance, jour),
        "formulaire": formulaire,
        "est_aujourd_hui": jour == aujourd_hui,
    }
    return render(request, "gouvernance/instances/detail.html", contexte)


@require_safe
@page_gardee
def mandat_liste(request: HttpRequest) -> HttpResponse:
    mandats = Mandat.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        mandats.select_related("elu__commune", "mandature").order_by(
            "elu__nom", "elu__prenom", "-date_debut", "pk"
        ),
        MandatFilterSet,
        MandatTable,
        titre="Mandats",
        chapeau="Qui exerce quelle fonction, et depuis quand. Chaque nom ouvre la personne.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
@page_gardee
def membre_liste(request: HttpRequest) -> HttpResponse:
    membres = MembreInstance.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        membres.select_related("instance", "mandat__elu__commune").order_by(
            "instance__ordre", "instance__nom", "mandat__elu__nom", "mandat__elu__prenom", "pk"
        ),
        MembreFilterSet,
        MembreTable,
        titre="Membres des instances",
        chapeau="Qui siège dans quelle instance, à quel titre, avec ou sans voix.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
def elu_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Elu.objects.visibles_par(request.user).select_related("commune")
    elu = get_object_or_404(visibles, pk=pk)
    contexte = {"page": lire_elu(elu, request.user)}
    return render(request, "gouvernance/instances/elu.html", contexte)


@require_safe
@page_gardee
def siege_liste(request: HttpRequest) -> HttpResponse:
    sieges = Sieges.objects.visibles_par(request.user).select_related("commune", "mandature")
    return afficher_liste(
        request,
        sieges.order_by("-mandature__date_debut", "-nombre", "commune__nom_de_tri", "pk"),
        SiegesFilterSet,
        SiegesTable,
        titre="Sièges",
        chapeau="Combien de conseillers métropolitains a chaque commune, et quel acte le fixe.",
        gabarit="gouvernance/instances/sieges_liste.html",
    )


@require_safe
def siege_simuler(request: HttpRequest) -> HttpResponse:
    """Simulateur : le millésime le plus récent, ou celui qu'on choisit."""
    plus_recent = next(iter(lire_millesimes()), None)
    formulaire = MillesimeForm(
        request.GET if "millesime" in request.GET else None, initial={"millesime": plus_recent}
    )
    millesime = formulaire.cleaned_data["millesime"] if formulaire.is_valid() else plus_recent
    simulation = simuler(millesime, timezone.localdate()) if millesime else None
    export = request.GET.get("export")
    if simulation and simulation.lignes and export in FORMATS:
        return telecharger(simulation.en_feuille(), f"sieges-population-{millesime}", export)
    contexte = {"simulation": simulation, "formulaire": formulaire, "formats": FORMATS}
    return render(request, "gouvernance/instances/sieges.html", contexte)
