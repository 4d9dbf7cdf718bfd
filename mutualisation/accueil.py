"""L'accueil, qui mène chacun au bon endroit, et la vue d'ensemble des agents."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db.models import OuterRef, Subquery, Sum, Value
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from finances.models import Participation, TotalVote
from gouvernance.consultations.contenu import ConsultationLue, lire_consultations
from gouvernance.echeances.contenu import Echeance, Etat, Nature, lire_echeances
from gouvernance.francais import accord, euros, nombre
from gouvernance.models import Commune, Consultation, Utilisateur
from mutualisation.campagne.restes import Campagne, campagne_du_rapport
from mutualisation.rapport.consultation import (
    RapportOuvert,
    lire_publications,
    lire_rapports_ouverts,
)
from services_communs.models import Fiche, ServiceCommun, TransfertAgents

UN_MOIS = timedelta(days=30)
ECHEANCES_MONTREES = 6


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
    echeances: tuple[Echeance, ...]
    consultations: tuple[ConsultationLue, ...]


@login_not_required
def accueil(request):
    if not request.user.is_authenticated:
        return render(request, "accueil/public.html", {"publications": lire_publications()})
    if request.user.is_staff:
        return redirect(adresse_du_contributeur(request.user) or "tableau_de_bord")
    communes = list(Commune.objects.visibles_par(request.user).filter(date_fin=None))
    if len(communes) == 1:
        return redirect(communes[0])
    return render(request, "accueil/choix.html", {"communes": communes})


def adresse_du_contributeur(utilisateur: Utilisateur) -> str | None:
    """La fiche qu'il doit rendre, ou la campagne s'il en a plusieurs ; rien pour un autre agent."""
    if not utilisateur.est_contributeur:
        return None
    siennes = Fiche.objects.modifiables_par(utilisateur)
    derniere = siennes.order_by("-annee").first()
    a_rendre = list(siennes.a_rendre(derniere.annee).select_related("domaine")) if derniere else []
    if len(a_rendre) == 1:
        return reverse("fiche_saisir", args=[a_rendre[0].annee, a_rendre[0].domaine.code])
    return reverse("campagne_detail", args=[derniere.annee]) if a_rendre else None


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
        echeances=lire_prochaines_echeances(jour),
        consultations=lire_consultations(
            Consultation.objects.filter(close_le=None, transmise_le__lte=jour).order_by(
                "transmise_le", "objet", "pk"
            ),
            jour,
        ),
    )


def lire_prochaines_echeances(jour: date) -> tuple[Echeance, ...]:
    """Retards du mois passé, puis ce qui vient ; les consultations se lisent à part."""
    lues = lire_echeances(
        None,
        jour - UN_MOIS,
        jour + 3 * UN_MOIS,
        jour,
        natures=(Nature.SEANCE, Nature.FORMALITE, Nature.REGLE),
    )
    dues = [e for e in lues if e.etat in {Etat.EN_RETARD, Etat.A_VENIR}]
    return tuple(dues[:ECHEANCES_MONTREES])


def _partage(jour: date, membres: int) -> tuple[Compte, ...]:
    en_vigueur = ServiceCommun.objects.en_cours_le(jour).avec_nombre_d_adhesions_le(jour)
    par_service = en_vigueur.order_by().values_list(Value("service"), "nombre_adhesions")
    par_transfert = TransfertAgents.objects.order_by().values_list(Value("transfert"), "agents")
    lignes = list(par_service.union(par_transfert, all=True))
    adhesions_par_service = [valeur for sorte, valeur in lignes if sorte == "service"]
    services, adhesions = len(adhesions_par_service), sum(adhesions_par_service)
    transferts = sum(valeur for sorte, valeur in lignes if sorte == "transfert")
    return (
        Compte(
            nombre(membres),
            accord(membres, "commune membre", "communes membres"),
            "",
            reverse("commune_liste", query={"au": jour.isoformat()}),
        ),
        Compte(
            nombre(services),
            accord(services, "service commun", "services communs"),
            "",
            reverse("service_liste", query={"au": jour.isoformat()}),
        ),
        Compte(
            nombre(adhesions),
            accord(adhesions, "adhésion"),
            "des communes et de leurs CCAS",
            reverse("adhesion_liste", query={"au": jour.isoformat()}),
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
    parts = (
        Participation.objects.applicables()
        .pour_exercice(OuterRef("exercice_debut"))
        .imputees()
        .order_by()
        .values("mode")
        .annotate(somme=Sum("montant"))
    )
    votes = TotalVote.objects.applicables().annotate(imputes=Subquery(parts.values("somme")))
    total = votes.order_by("-exercice_debut").first()
    if total is None:
        return ()
    annee = total.exercice_debut
    return (
        Compte(
            euros(total.imputes or 0),
            f"de participations, {total.exercices}",
            f"{euros(total.montant)} votés",
            reverse("participation_liste", query={"exercice": annee, "mode": "imputation_ac"}),
        ),
    )
