from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gouvernance.deliberations.forms import ConfirmationForm, FichierForm, confirmer
from gouvernance.deliberations.import_scdl import Apercu, enregistrer, preparer
from gouvernance.deliberations.lecture_scdl import FichierRefuse
from gouvernance.deliberations.phrases import phrase_de_l_import

DROITS = ["gouvernance.add_deliberation", "gouvernance.change_deliberation"]


def deliberation_importer(request: HttpRequest) -> HttpResponse:
    """Choisir un fichier, voir tout ce qu'il change, puis l'enregistrer en entier."""
    if not (request.user.is_staff and request.user.has_perms(DROITS)):
        raise Http404
    if request.method != "POST":
        return afficher(request, FichierForm())
    if "contenu" in request.POST:
        return confirmation(request)
    formulaire = FichierForm(request.POST, request.FILES)
    if not formulaire.is_valid():
        return afficher(request, formulaire)
    return apercu(request, formulaire, formulaire.cleaned_data["fichier"])


def apercu(request: HttpRequest, formulaire: FichierForm, contenu: bytes) -> HttpResponse:
    try:
        prepare = preparer(contenu)
    except FichierRefuse as erreur:
        formulaire.add_error("fichier", str(erreur))
        return afficher(request, formulaire)
    return montrer(request, prepare, contenu)


def confirmation(request: HttpRequest) -> HttpResponse:
    """Enregistre ce que l'aperçu a montré ; si la base a changé depuis, montre ce qui en reste."""
    formulaire = ConfirmationForm(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Ce fichier n’est pas arrivé entier : choisissez-le à nouveau.")
        return redirect("deliberation_importer")
    contenu = formulaire.cleaned_data["contenu"]
    with transaction.atomic():
        try:
            prepare = preparer(contenu)
        except FichierRefuse as erreur:
            messages.error(request, str(erreur))
            return redirect("deliberation_importer")
        est_celui_montre = prepare.empreinte == formulaire.cleaned_data["empreinte"]
        if not est_celui_montre or prepare.fautes:
            messages.warning(request, "Les délibérations ont changé depuis cet aperçu.")
            return montrer(request, prepare, contenu)
        fait = phrase_de_l_import(prepare)
        actes = {ADDITION: prepare.creees, CHANGE: prepare.changees}
        enregistrer(prepare)
        for action, prepares in actes.items():
            objets = [acte.deliberation for acte in prepares]
            LogEntry.objects.log_actions(request.user.pk, objets, action, "Import SCDL.")
    messages.success(request, fait)
    return redirect("deliberation_liste")


def afficher(request: HttpRequest, formulaire: FichierForm) -> HttpResponse:
    contexte = {"formulaire": formulaire}
    return render(request, "gouvernance/deliberations/importer.html", contexte)


def montrer(request: HttpRequest, prepare: Apercu, contenu: bytes) -> HttpResponse:
    contexte = {"apercu": prepare, "formulaire": confirmer(contenu, prepare.empreinte)}
    return render(request, "gouvernance/deliberations/apercu.html", contexte)
