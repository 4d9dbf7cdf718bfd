from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mutualisation.campagne.contenu import lire_depart, lire_fiche, lire_suivi
from mutualisation.campagne.formulaires import MotForm, OuvertureForm
from mutualisation.campagne.operations import annee_a_ouvrir, ouvrir_campagne
from mutualisation.campagne.relances import relancer
from mutualisation.models import Rapport
from services_communs.campagne import avancer
from services_communs.models import Fiche
from services_communs.saisie.contenu import lire_contenu


@require_safe
def campagne_detail(request: HttpRequest, annee: int) -> HttpResponse:
    exiger_un_agent(request)
    try:
        suivi = lire_suivi(annee, request.user, request.GET.get("montrer", ""))
    except Rapport.DoesNotExist:
        contexte = {"annee": annee, "prochaine": annee_a_ouvrir(Rapport.objects.first())}
        return render(request, "campagne/absente.html", contexte, status=404)
    return render(request, "campagne/suivi.html", {"suivi": suivi})


@permission_required("mutualisation.add_rapport", raise_exception=True)
def campagne_ouvrir(request: HttpRequest, annee: int) -> HttpResponse:
    formulaire = OuvertureForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            ouverture = ouvrir_campagne(annee, formulaire.cleaned_data["echeance"], request.user)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, ouverture.phrase)
            return redirect("campagne_detail", annee)
    contexte = {"depart": lire_depart(annee), "formulaire": formulaire}
    return render(request, "campagne/ouvrir.html", contexte)


@require_POST
@permission_required("services_communs.valider_fiche", raise_exception=True)
def campagne_relancer(request: HttpRequest, annee: int) -> HttpResponse:
    """Tous les retardataires, ou le seul domaine nommé."""
    site = request.build_absolute_uri("/")
    try:
        bilan = relancer(annee, site, domaine=request.POST.get("domaine"))
    except Rapport.DoesNotExist as erreur:
        raise Http404("Cette campagne n’est pas ouverte.") from erreur
    for niveau, phrase in bilan.phrases:
        messages.add_message(request, getattr(messages, niveau.upper()), phrase)
    return redirect("campagne_detail", annee)


def fiche_suivre(request: HttpRequest, annee: int, code: str) -> HttpResponse:
    exiger_un_agent(request)
    try:
        suivie = lire_fiche(annee, code, request.user)
    except (Rapport.DoesNotExist, Fiche.DoesNotExist) as erreur:
        raise Http404("Cette fiche n’est pas ouverte.") from erreur
    formulaire, empreinte = MotForm(request.POST or None), lire_contenu(suivie.fiche).empreinte
    if request.method == "POST" and formulaire.is_valid():
        verbe, mot = request.POST.get("verbe", ""), formulaire.cleaned_data["mot"]
        try:
            phrase = avancer(
                suivie.fiche, verbe, request.user, mot, vue=request.POST.get("empreinte", "")
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, phrase)
            return redirect("campagne_detail", annee)
    contexte = {"suivie": suivie, "formulaire": formulaire, "empreinte": empreinte}
    return render(request, "campagne/fiche.html", contexte)


def exiger_un_agent(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Http404("La campagne est réservée aux agents de la métropole.")
