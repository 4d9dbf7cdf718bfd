from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finances import attributions, cles, evaluations, feuilles, refacturation, rejeu
from finances.filters import (
    CleRepartitionFilterSet,
    EvaluationFilterSet,
    ParticipationFilterSet,
)
from finances.models import CleRepartition, EvaluationCLECT, Participation
from finances.tables import CleRepartitionTable, EvaluationTable, ParticipationTable
from gouvernance.consultations.views import ouvrir
from gouvernance.etat_au import suivre_l_ancienne_adresse
from gouvernance.exports import FORMATS, telecharger
from gouvernance.francais import date_en_lettres, insecables
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Collectivite


@require_safe
@page_gardee
def participation_liste(request):
    return afficher_liste(
        request,
        Participation.objects.visibles_par(request.user).en_liste().avec_effet_sur_l_ac(),
        ParticipationFilterSet,
        ParticipationTable,
        titre="Participations",
        chapeau="Ce que chaque payeur supporte. Choisissez un exercice pour en lire le total.",
        gabarit="finances/liste.html",
    )


@require_safe
def participation_detail(request, pk):
    participations = Participation.objects.visibles_par(request.user).avec_relations()
    page = rejeu.construire_page(get_object_or_404(participations, pk=pk))
    return render(request, "finances/participation_detail.html", {"page": page})


@require_safe
@page_gardee
def evaluation_liste(request):
    return afficher_liste(
        request,
        EvaluationCLECT.objects.visibles_par(request.user),
        EvaluationFilterSet,
        EvaluationTable,
        titre="Évaluations de la CLECT",
        chapeau="Les séances où la commission évalue ce que coûtent les services communs.",
        gabarit="finances/liste.html",
    )


@require_safe
@page_gardee
def evaluation_detail(request, pk):
    visibles = EvaluationCLECT.objects.visibles_par(request.user)
    page = evaluations.construire_page(get_object_or_404(visibles, pk=pk), request.user)
    return render(request, "finances/evaluation_detail.html", {"page": page})


@permission_required(evaluations.DROITS_DE_CONSULTER, raise_exception=True)
def evaluation_consulter(request, pk):
    """Ouvre la consultation des communes sur un rapport adopté, et l'y rattache."""
    adoptees = EvaluationCLECT.objects.visibles_par(request.user).a_consulter()
    evaluation = get_object_or_404(adoptees, pk=pk)
    objet = f"Rapport de la CLECT du {date_en_lettres(evaluation.date)} : {evaluation.objet}"
    return ouvrir(
        request,
        "rapport_clect",
        initial={"objet": insecables(objet)},
        apres=evaluation.consulter,
    )


@require_safe
@suivre_l_ancienne_adresse
@page_gardee
def cle_liste(request):
    reserver_aux_agents(request)
    return afficher_liste(
        request,
        CleRepartition.objects.select_related("service"),
        CleRepartitionFilterSet,
        CleRepartitionTable,
        titre="Clés de répartition",
        chapeau="Comment le coût de chaque service se partage, et depuis quand.",
        gabarit="finances/liste.html",
    )


@require_safe
def cle_detail(request, pk):
    reserver_aux_agents(request)
    cle = get_object_or_404(CleRepartition.objects.select_related("service"), pk=pk)
    page = cles.construire_page(cle, timezone.localdate().year)
    return render(request, "finances/cle_detail.html", {"page": page})


def reserver_aux_agents(request: HttpRequest) -> None:
    """Lève `Http404` pour qui n'est pas agent de la métropole."""
    if not request.user.is_staff:
        raise Http404("Les clés de répartition sont réservées aux agents de la métropole.")


@require_safe
def attribution_liste(request):
    communes = Collectivite.objects.visibles_par(request.user)
    page = attributions.construire_page(communes, request.GET.get("exercice", ""))
    export = request.GET.get("export")
    if export in FORMATS and not page.exercice_inconnu:
        nom = f"attributions-de-compensation-{page.exercice}"
        return telecharger(feuilles.feuille_des_attributions(page), nom, export)
    contexte = {"page": page, "formats": FORMATS}
    return render(request, "finances/attribution_liste.html", contexte)


@require_safe
@page_gardee
def attribution_detail(request, code_insee, exercice):
    commune = chercher_commune(request, code_insee, exercice)
    contexte = {
        "decompte": attributions.lire_decomptes([commune], exercice)[0],
        "etat": refacturation.lire_etats([commune], exercice)[0],
        "exercices": attributions.lire_exercices(),
        "lignes": attributions.adresse_des_lignes(commune, exercice),
    }
    return render(request, "finances/attribution_detail.html", contexte)


@require_safe
def refacturation_liste(request):
    communes = Collectivite.objects.visibles_par(request.user)
    page = refacturation.construire_page(communes, request.GET.get("exercice", ""))
    export = request.GET.get("export")
    if export in FORMATS and not page.exercice_inconnu:
        nom = f"refacturation-{page.exercice}"
        return telecharger(feuilles.feuille_des_refacturations(page), nom, export)
    contexte = {"page": page, "formats": FORMATS}
    return render(request, "finances/refacturation_liste.html", contexte)


@require_safe
def refacturation_detail(request, code_insee, exercice):
    etat = chercher_etat(request, code_insee, exercice)
    export = request.GET.get("export")
    if export in FORMATS:
        nom = f"refacturation-{code_insee}-{exercice}"
        return telecharger(feuilles.feuille_de_refacturation(etat), nom, export)
    contexte = {
        "etat": etat,
        "exercices": attributions.lire_exercices(),
        "formats": FORMATS,
    }
    return render(request, "finances/refacturation_detail.html", contexte)


def chercher_etat(
    request: HttpRequest, code_insee: str, exercice: int
) -> refacturation.EtatRefacturation:
    """État d'une commune que la personne peut lire ; lève `Http404` sinon."""
    commune = chercher_commune(request, code_insee, exercice)
    return refacturation.lire_etats([commune], exercice)[0]


def chercher_commune(request: HttpRequest, code_insee: str, exercice: int) -> Collectivite:
    """La commune de ce code, si la personne peut la lire ; lève `Http404` sinon."""
    communes = Collectivite.objects.visibles_par(request.user)
    commune = attributions.au_code(communes, code_insee, exercice).first()
    if commune is None:
        raise Http404("Aucune commune visible à ce code, pour cet exercice.")
    return commune
