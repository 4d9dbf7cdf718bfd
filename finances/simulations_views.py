from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from finances.contenu_simulation import construire_page
from finances.feuilles import feuille_comparee, feuille_de_simulation
from finances.filters import ScenarioFilterSet
from finances.models import Scenario
from finances.simulations_forms import ComparaisonForm, HypotheseFormSet, ScenarioForm
from finances.tables import ScenarioTable
from gouvernance.conflits.confrontation import garder
from gouvernance.exports import FORMATS, telecharger
from gouvernance.francais import insecables
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee

DUREE_PROPOSEE = 5


@require_safe
@page_gardee
def scenario_liste(request):
    scenarios = Scenario.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        scenarios.select_related("auteur").avec_nombre_d_hypotheses(),
        ScenarioFilterSet,
        ScenarioTable,
        titre="Simulation",
        chapeau=(
            "Des hypothèses d’adhésion, de retrait, de coût ou de clé, comparées à aujourd’hui. "
            "Rien de réel n’en est changé."
        ),
        gabarit="finances/simulation/liste.html",
    )


def scenario_creer(request):
    annee = timezone.localdate().year
    scenario = Scenario(
        auteur=request.user,
        premier_exercice=annee,
        dernier_exercice=annee + DUREE_PROPOSEE - 1,
    )
    return saisir(request, scenario, titre="Nouveau scénario")


def scenario_modifier(request, pk):
    scenario = get_object_or_404(Scenario.objects.modifiables_par(request.user), pk=pk)
    return saisir(request, scenario, titre=insecables(f"Modifier « {scenario} »"))


def saisir(request, scenario, *, titre):
    """Le scénario et ses hypothèses ; une saisie refusée reste à l'écran, erreurs nommées."""

    def construire(donnees):
        lignes = HypotheseFormSet(donnees, instance=scenario, utilisateur=request.user)
        return ScenarioForm(donnees, instance=scenario), [lignes]

    with transaction.atomic():
        formulaire, [lignes], garde = garder(request, construire)
        est_juste = request.method == "POST" and all([formulaire.is_valid(), lignes.is_valid()])
        if est_juste and garde.conflit is None:
            formulaire.save()
            lignes.save()
            return revenir(request, scenario)
    contexte = {
        "titre": titre,
        "formulaire": formulaire,
        "lignes": lignes,
        "garde": garde,
        "retour": scenario.get_absolute_url() if scenario.pk else reverse("scenario_liste"),
    }
    return render(request, "finances/simulation/saisie.html", contexte)


def revenir(request, scenario):
    if "ajouter" in request.POST:
        messages.success(request, insecables("Scénario enregistré ; ajoutez d’autres hypothèses."))
        return redirect(f"{reverse('scenario_modifier', args=[scenario.pk])}#hypotheses")
    messages.success(request, "Scénario enregistré.")
    return redirect(scenario)


@require_safe
def scenario_detail(request, pk):
    lisibles = Scenario.objects.visibles_par(request.user).select_related("auteur")
    scenarios = {scenario.pk: scenario for scenario in lisibles}
    scenario = scenarios.pop(pk, None)
    if scenario is None:
        raise Http404
    comparaison = ComparaisonForm(request.GET, scenarios=scenarios.values())
    autres = comparaison.cleaned_data["avec"] if comparaison.is_valid() else []
    page = construire_page(scenario, autres, request.user)
    nom = f"simulation-{slugify(scenario.nom)}-{timezone.localdate():%Y-%m-%d}"
    export = request.GET.get("export")
    if export in FORMATS and autres and request.GET.get("tableau") == "comparaison":
        return telecharger(feuille_comparee(scenario, page), f"comparaison-{nom}", export)
    if export in FORMATS:
        return telecharger(feuille_de_simulation(scenario, page.resultat.simulation), nom, export)
    contexte = {
        "page": page,
        "comparaison": comparaison,
        "est_modifiable": scenario.auteur == request.user,
        "formats": FORMATS,
    }
    return render(request, "finances/simulation/detail.html", contexte)


@require_POST
def scenario_dupliquer(request, pk):
    scenario = get_object_or_404(Scenario.objects.visibles_par(request.user), pk=pk)
    copie = scenario.dupliquer(request.user)
    messages.success(request, insecables("Scénario copié : cette copie est la vôtre."))
    return redirect("scenario_modifier", copie.pk)


def scenario_supprimer(request, pk):
    scenario = get_object_or_404(Scenario.objects.modifiables_par(request.user), pk=pk)
    if request.method == "POST":
        scenario.delete()
        messages.success(request, insecables(f"Scénario « {scenario.nom} » supprimé."))
        return redirect("scenario_liste")
    return render(request, "finances/simulation/supprimer.html", {"scenario": scenario})
