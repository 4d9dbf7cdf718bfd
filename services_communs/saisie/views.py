"""La page de saisie d'une fiche, son brouillon, sa remise à la direction."""

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gouvernance.avertissements import avertir_des_noms
from gouvernance.francais import INSECABLE, insecables
from services_communs.models import Fiche
from services_communs.saisie import ecriture
from services_communs.saisie.ensemble import SaisieFiche
from services_communs.saisie.fusion import Fusion, reunir
from services_communs.saisie.lecture import PageFiche, fiches_a_saisir, lire_page
from services_communs.saisie.reprises import ajouter_ligne, reprendre

MOT_AU_PLUS = 5_000
TROP_LONG = insecables(
    "Pas gardé : la saisie est trop longue pour un brouillon. Raccourcissez-la puis enregistrez."
)
GARDEE = "Votre saisie est gardée en brouillon."
FERMEE = insecables(
    "Cette fiche vient d’être remise à la direction : on n’y écrit plus. Votre saisie est gardée "
    "en brouillon, elle reviendra si la direction vous rend la fiche."
)


def fiche_saisir(request, annee, code, observation=None):
    page = lire(request, annee, code, observation)
    if request.method == "POST":
        return traiter(request, page)
    ferme = page.fiche.verrou or not page.fiche.est_ouverte
    if ferme or "enregistree" in request.GET:
        return lire_seulement(request, page)
    return montrer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def fiche_brouillon(request, annee, code):
    """Garde la saisie en cours ; en lecture, donne un jeton à qui s'est reconnecté ailleurs."""
    fiches = fiches_a_saisir(request.user).select_related("domaine")
    fiche = get_object_or_404(fiches, annee=annee, domaine__code=code)
    if request.method != "POST":
        return JsonResponse({"jeton": get_token(request)})
    try:
        brouillon = ecriture.garder(fiche, request.user, request.POST)
    except ecriture.BrouillonTropLong:
        return JsonResponse({"etat": TROP_LONG}, status=413)
    if refus := fiche.refus_de_cloture:
        return JsonResponse({"etat": f"{refus} {GARDEE}"}, status=409)
    if not fiche.est_ouverte:
        return JsonResponse({"etat": FERMEE}, status=409)
    return JsonResponse({"etat": f"Brouillon gardé à {heure(brouillon.enregistre_le)}"})


@require_http_methods(["GET", "HEAD", "POST"])
def fiche_soumettre(request, annee, code, observation=None):
    """Ce qui manque, puis la remise, que rien n'empêche."""
    page = lire(request, annee, code, observation)
    if page.fiche.verrou or page.fiche.etat != Fiche.Etat.EN_COURS:
        return redirect(adresse(page.fiche))
    mot = request.POST.get("mot", "")
    if request.method == "POST" and est_recevable(request, mot):
        try:
            page.fiche.soumettre(request.user, mot)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
        else:
            messages.success(request, "Fiche remise à la direction.")
        return redirect(adresse(page.fiche))
    return render(request, "services_communs/fiche/soumettre.html", {"page": page, "mot": mot})


def lire(request, annee: int, code: str, observation: date | None) -> PageFiche:
    try:
        return lire_page(annee, code, request.user, observation)
    except Fiche.DoesNotExist as absente:
        raise Http404(str(absente)) from absente


def traiter(request, page: PageFiche) -> HttpResponse:
    """Un des boutons de la page ; sauf abandon, rien de ce qui est écrit ne se perd."""
    donnees = request.POST.copy()
    action = donnees.get("action")
    if action == "abandonner":
        page.fiche.brouillons.filter(auteur=request.user).delete()
        messages.success(request, "Brouillon abandonné : voici la fiche telle qu’enregistrée.")
        return redirect(adresse(page.fiche))
    if action == "commenter":
        return commenter(request, page, donnees)
    if page.fiche.verrou:
        return garder(request, page, donnees)
    if action in {"enregistrer", "soumettre"}:
        return enregistrer(request, page, donnees)
    ancre = ""
    if prefixe := donnees.get("ajouter"):
        ajouter_ligne(donnees, prefixe)
        ancre = f"#{prefixe}-fin"
    elif quoi := donnees.get("reprendre"):
        reprendre(donnees, quoi, page)
        ancre = f"#{quoi if quoi.startswith('fiche-') else quoi.partition('-')[0]}"
    return garder(request, page, donnees, ancre)


def garder(request, page: PageFiche, donnees: QueryDict, ancre: str = "") -> HttpResponse:
    try:
        ecriture.garder(page.fiche, request.user, donnees)
    except ecriture.BrouillonTropLong:
        messages.error(request, TROP_LONG)
        return montrer(request, page, SaisieFiche(page, donnees, a_verifier=False))
    if refus := page.fiche.refus_de_cloture:
        messages.error(request, f"{refus} {GARDEE}")
    elif not page.fiche.est_ouverte:
        messages.error(request, FERMEE)
    return redirect(f"{adresse(page.fiche)}{ancre}")


def commenter(request, page: PageFiche, donnees: QueryDict) -> HttpResponse:
    """Laisse un mot ; la saisie en cours, s'il y en a une, est gardée avec."""
    mot = donnees.get("mot", "")
    note = False
    if est_recevable(request, mot):
        try:
            page.fiche.commenter(request.user, mot)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
        else:
            messages.success(request, "Votre message est noté.")
            donnees["mot"] = ""
            note = True
    if page.fiche.est_ouverte and not page.fiche.verrou:
        if not note or SaisieFiche(page, donnees, a_verifier=False).rubriques_changees:
            return garder(request, page, donnees, "#echanges")
    elif not note:
        return lire_seulement(request, page, mot)
    return redirect(f"{adresse(page.fiche)}#echanges")


def enregistrer(request, page: PageFiche, donnees: QueryDict) -> HttpResponse:
    """Tout ou rien : un refus garde la saisie en brouillon et la remontre, fautes nommées."""
    saisie, fusion = SaisieFiche(page, donnees), None
    if saisie.is_valid() and saisie.est_depassee:
        saisie, fusion = fusionner(page, saisie, donnees)
    if saisie.is_valid() and (fusion is None or fusion.est_nette):
        try:
            ecriture.enregistrer(saisie, auteur=request.user, version=donnees.get("version", ""))
        except ecriture.FicheModifiee:
            page = lire(request, page.annee, page.fiche.domaine.code, page.observation)
            saisie, fusion = fusionner(page, SaisieFiche(page, donnees), donnees)
        except ecriture.FicheFermee:
            return garder(request, page, donnees)
        else:
            avertir_des_noms(request, saisie.formulaires)
            if donnees.get("action") == "soumettre":
                return redirect("fiche_soumettre", page.annee, page.fiche.domaine.code)
            messages.success(request, "Fiche enregistrée.")
            return redirect(adresse(page.fiche))
    try:
        ecriture.garder(page.fiche, request.user, donnees)
    except ecriture.BrouillonTropLong:
        messages.error(request, TROP_LONG)
    return montrer(request, page, saisie, fusion)


def fusionner(
    page: PageFiche, saisie: SaisieFiche, donnees: QueryDict
) -> tuple[SaisieFiche, Fusion | None]:
    """La saisie et ce que l'autre a changé, réunis ; une saisie fautive se corrige d'abord."""
    if not saisie.is_valid():
        return saisie, None
    fusion = reunir(saisie, donnees)
    return SaisieFiche(page, donnees), fusion


def montrer(
    request, page: PageFiche, saisie: SaisieFiche | None = None, fusion: Fusion | None = None
) -> HttpResponse:
    """La saisie donnée, sinon le brouillon de la personne, sinon la fiche."""
    saisie = saisie or SaisieFiche.reouverte(page)
    modification = None
    if fusion or saisie.est_depassee:
        modification = ecriture.dernier_enregistrement(page.fiche)
    contexte = {"page": page, "saisie": saisie, "modification": modification, "fusion": fusion}
    return render(request, "services_communs/fiche/saisie.html", contexte)


def lire_seulement(request, page: PageFiche, mot: str = "") -> HttpResponse:
    contexte = {"page": page, "saisie": SaisieFiche(page), "mot": mot}
    return render(request, "services_communs/fiche/lecture.html", contexte)


def est_recevable(request, mot: str) -> bool:
    if len(mot) > MOT_AU_PLUS:
        messages.error(request, f"Ce message est trop long : {MOT_AU_PLUS} signes au plus.")
        return False
    if "\0" in mot:
        messages.error(request, "Ce message contient un caractère nul : effacez-le.")
        return False
    return True


def adresse(fiche: Fiche) -> str:
    return reverse("fiche_saisir", args=[fiche.annee, fiche.domaine.code])


def heure(instant: datetime) -> str:
    """« 14 h 32 », à l'heure locale."""
    local = timezone.localtime(instant)
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local:%M}"
