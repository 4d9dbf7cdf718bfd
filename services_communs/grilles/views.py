from dataclasses import replace
from datetime import date

from django import forms
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gouvernance.grilles.reglages import AnneeForm, JourForm, lire_annee, vers_l_annee_suivante
from gouvernance.grilles.views import afficher_grille, saisie_reservee
from services_communs.grilles.adhesions import construire_grille_adhesions
from services_communs.grilles.effectifs import construire_grille_effectifs
from services_communs.grilles.mesures import construire_grille_mesures
from services_communs.grilles.saisines import construire_grille_saisines
from services_communs.models import (
    Adhesion,
    Domaine,
    Effectif,
    Fiche,
    Mesure,
    Saisine,
    ServiceCommun,
)
from services_communs.querysets import lignes_modifiables


class DomaineForm(AnneeForm):
    domaine = forms.ModelChoiceField(
        label="Domaine",
        queryset=Domaine.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Tous",
    )


@saisie_reservee(Mesure)
def grille_mesures(request: HttpRequest) -> HttpResponse:
    """Les indicateurs d'un domaine ou de tous, une année choisie."""
    derniere = Fiche.objects.aggregate(derniere=Max("annee"))["derniere"]
    annee = lire_annee(request.GET, derniere or timezone.localdate().year - 1)
    reglages, domaine = _choisir_un_domaine(request, annee)
    code = domaine.code if domaine else ""
    return afficher_grille(
        request,
        lambda: replace(
            construire_grille_mesures(request.user, annee, domaine),
            reglages=reglages,
            liens=(vers_l_annee_suivante("grille_mesures", annee + 1, domaine=code),),
        ),
    )


@saisie_reservee(Saisine)
def grille_saisines(request: HttpRequest) -> HttpResponse:
    """Les demandes ponctuelles des communes à un domaine ou à tous, une année choisie."""
    derniere = Saisine.objects.aggregate(derniere=Max("annee"))["derniere"]
    annee = lire_annee(request.GET, derniere or timezone.localdate().year - 1)
    reglages, domaine = _choisir_un_domaine(request, annee)
    domaines = [domaine] if domaine else list(reglages.fields["domaine"].queryset)
    return afficher_grille(
        request,
        lambda: replace(
            construire_grille_saisines(request.user, annee, domaines), reglages=reglages
        ),
    )


def _choisir_un_domaine(request: HttpRequest, annee: int) -> tuple[DomaineForm, Domaine | None]:
    """Parmi ceux que la personne peut remplir ; rien, pour tous."""
    domaines = lignes_modifiables(Domaine.objects.order_by("ordre", "pk"), "pk", request.user)
    code = request.GET.get("domaine", "")
    domaine = get_object_or_404(domaines, code=code) if code else None
    reglages = DomaineForm(range(annee - 2, annee + 3), annee)
    reglages.fields["domaine"].queryset = domaines
    reglages.initial["domaine"] = domaine
    return reglages, domaine


@saisie_reservee(Effectif)
def grille_effectifs(request: HttpRequest) -> HttpResponse:
    """Les effectifs de chaque domaine, un jour choisi."""
    dernier = Effectif.objects.aggregate(dernier=Max("date"))["dernier"]
    reglages = JourForm(request.GET or None)
    jour = dernier or date(timezone.localdate().year - 1, 12, 31)
    if reglages.is_bound and reglages.is_valid():
        jour = reglages.cleaned_data["date"]
    elif not reglages.is_bound:
        reglages = JourForm(initial={"date": jour})
    return afficher_grille(
        request,
        lambda: replace(construire_grille_effectifs(request.user, jour), reglages=reglages),
    )


@saisie_reservee(Adhesion)
def grille_adhesions(request: HttpRequest, code: str) -> HttpResponse:
    """Les communes et les CCAS qui adhèrent à un service, et ceux qui le pourraient."""
    service = get_object_or_404(ServiceCommun, code=code)
    return afficher_grille(request, lambda: construire_grille_adhesions(request.user, service))
