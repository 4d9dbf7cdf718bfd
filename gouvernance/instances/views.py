from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from gouvernance.exports import FORMATS, telecharger
from gouvernance.instances.contenu import construire_page
from gouvernance.instances.filters import InstanceFilterSet
from gouvernance.instances.forms import JourForm, MillesimeForm
from gouvernance.instances.sieges import lire_millesimes, simuler
from gouvernance.instances.tables import InstanceTable
from gouvernance.listes import afficher_liste
from gouvernance.models import Instance


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


def siege_liste(request: HttpRequest) -> HttpResponse:
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
