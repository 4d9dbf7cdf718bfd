"""L'accueil, qui mène chacun au bon endroit, et la vue d'ensemble des agents."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from finances.models import Participation, TotalVote
from gouvernance.francais import accord, euros, nombre
from gouvernance.models import Commune, Utilisateur
from mutualisation.campagne.restes import Campagne, campagne_du_rapport
from mutualisation.rapport.consultation import (
    RapportOuvert,
    lire_publications,
    lire_rapports_ouverts,
)
from services_communs.models import ServiceCommun, TransfertAgents


@dataclass(frozen=True, slots=True)
class Compte:
    """Nombre de la vue d'ensemble, et l'adresse des lignes qui le font."""

    valeur: str
    libelle: str
    precision: str
    adresse: str


@dataclass(frozen=True, slots=True)
class VueDEnsemble:
    comptes: tuple[Compte, ...]
    rapports: tuple[RapportOuvert, ...]
    communes: tuple[Commune, ...]
    campagne: Campagne | None


@login_not_required
def accueil(request):
    if not request.user.is_authenticated:
        return render(request, "accueil/public.html", {"publications": lire_publications()})
    if request.user.is_staff:
        return redirect("tableau_de_bord")
    communes = list(Commune.objects.visibles_par(request.user).filter(date_fin=None))
    if len(communes) == 1:
        return redirect(communes[0])
    return render(request, "accueil/choix.html", {"communes": communes})


def tableau_de_bord(request):
    if not request.user.is_staff:
        raise Http404("La vue d’ensemble est réservée aux agents de la métropole.")
    return render(request, "accueil/tableau_de_bord.html", {"vue": construire_vue(request.user)})


def construire_vue(utilisateur: Utilisateur) -> VueDEnsemble:
    """Ce que la métropole partage aujourd'hui ; chaque nombre ouvre ses lignes."""
    jour = timezone.localdate()
    rapports = lire_rapports_ouverts()
    membres = tuple(Commune.objects.membres_le(jour))
    return VueDEnsemble(
        comptes=(*_partage(jour, len(membres)), *_cout()),
        rapports=rapports,
        communes=membres,
        campagne=campagne_du_rapport(rapports[0].rapport, utilisateur) if rapports else None,
    )


def _partage(jour: date, membres: int) -> tuple[Compte, ...]:
    en_vigueur = ServiceCommun.objects.en_cours_le(jour).avec_nombre_d_adhesions_le(jour)
    adhesions_par_service = en_vigueur.values_list("nombre_adhesions", flat=True)
    services, adhesions = len(adhesions_par_service), sum(adhesions_par_service)
    transferts = sum(TransfertAgents.objects.values_list("agents", flat=True))
    return (
        Compte(
            nombre(membres),
            accord(membres, "commune membre", "communes membres"),
            "",
            reverse("commune_liste", query={"membre_le": jour.isoformat()}),
        ),
        Compte(
            nombre(services),
            accord(services, "service commun", "services communs"),
            "",
            reverse("service_liste", query={"en_cours_le": jour.isoformat()}),
        ),
        Compte(
            nombre(adhesions),
            accord(adhesions, "adhésion"),
            "des communes et de leurs CCAS",
            reverse("adhesion_liste", query={"en_cours_le": jour.isoformat()}),
        ),
        Compte(
            nombre(transferts),
            accord(transferts, "agent transféré", "agents transférés"),
            "",
            reverse("transfert_liste"),
        ),
    )


def _cout() -> tuple[Compte, ...]:
    """Participations du dernier exercice qui a un total voté."""
    total = TotalVote.objects.applicables().order_by("-exercice_debut").first()
    if total is None:
        return ()
    annee = total.exercice_debut
    parts = (
        Participation.objects.applicables()
        .pour_exercice(annee)
        .imputees()
        .values_list("montant", flat=True)
    )
    return (
        Compte(
            euros(sum(parts)),
            f"de participations, {total.exercices}",
            f"{euros(total.montant)} votés",
            reverse("participation_liste", query={"exercice": annee, "mode": "imputation_ac"}),
        ),
    )
