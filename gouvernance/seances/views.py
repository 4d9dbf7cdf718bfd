from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Collectivite, PointOrdreDuJour, Presence, Seance
from gouvernance.seances.agenda import ecrire_agenda
from gouvernance.seances.contenu import lire_page
from gouvernance.seances.filters import PointFilterSet, PresenceFilterSet, SeanceFilterSet
from gouvernance.seances.forms import EnvoisForm
from gouvernance.seances.operations import noter_envois
from gouvernance.seances.tables import PointTable, PresenceTable, SeanceTable


@require_safe
@page_gardee
def seance_liste(request: HttpRequest) -> HttpResponse:
    seances = Seance.objects.visibles_par(request.user).select_related("instance")
    return afficher_liste(
        request,
        seances.avec_nombre_de_deliberations().prefetch_related("envois"),
        SeanceFilterSet,
        SeanceTable,
        titre="Séances",
        chapeau="Chaque date ouvre la séance : convocation, ordre du jour, quorum, suites.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
@page_gardee
def presence_liste(request: HttpRequest) -> HttpResponse:
    presences = Presence.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        presences.select_related(
            "seance__instance", "membre__mandat__elu__commune", "pouvoir_a__mandat__elu"
        ).order_by(
            "-seance__jour", "membre__mandat__elu__nom", "membre__mandat__elu__prenom", "pk"
        ),
        PresenceFilterSet,
        PresenceTable,
        titre="Présences",
        chapeau="Qui était là, qui s’est fait représenter et par qui.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
@page_gardee
def point_liste(request: HttpRequest) -> HttpResponse:
    points = PointOrdreDuJour.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        points.select_related("seance__instance", "rapporteur").order_by(
            "-seance__jour", "seance", "ordre", "pk"
        ),
        PointFilterSet,
        PointTable,
        titre="Ordres du jour",
        chapeau="Ce qui a été, ou sera, examiné à chaque séance.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
def seance_detail(request: HttpRequest, pk: int) -> HttpResponse:
    seance = chercher_seance(request, pk)
    page = lire_page(seance, request.user, timezone.localdate())
    return render(request, "gouvernance/seances/detail.html", {"page": page})


@require_safe
def seance_ics(request: HttpRequest, pk: int) -> HttpResponse:
    seance = chercher_seance(request, pk)
    agenda = ecrire_agenda(seance, request.build_absolute_uri(seance.get_absolute_url()))
    nom = f"seance-{seance.jour:%Y-%m-%d}.ics"
    return HttpResponse(
        agenda,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )


@permission_required("gouvernance.change_seance", raise_exception=True)
def seance_envois(request: HttpRequest, pk: int) -> HttpResponse:
    """Note en une fois ce qui est parti vers toutes les communes, ou vers quelques-unes."""
    seance = chercher_seance(request, pk)
    membres = Collectivite.objects.membres_le(seance.jour).order_by("nom_de_tri")
    depart = {"nature": request.GET.get("document", ""), "communes": membres}
    formulaire = EnvoisForm(request.POST or None, seance=seance, membres=membres, initial=depart)
    if request.method == "POST" and formulaire.is_valid():
        messages.success(request, noter_envois(seance, **formulaire.cleaned_data))
        return redirect(seance)
    contexte = {"seance": seance, "formulaire": formulaire}
    return render(request, "gouvernance/seances/envois.html", contexte)


def chercher_seance(request: HttpRequest, pk: int) -> Seance:
    """Lève `Http404` si la personne ne peut pas la lire."""
    seances = Seance.objects.visibles_par(request.user)
    return get_object_or_404(seances.select_related("instance__collectivite"), pk=pk)
