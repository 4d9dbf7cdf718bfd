"""Importer un fichier : l'envoyer, lire ce qu'il ferait, le confirmer."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gouvernance.exports import FORMATS
from gouvernance.imports.lecture import FichierIllisible
from gouvernance.imports.ressource import Ressource
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from mutualisation.imports import operations
from mutualisation.imports.contenu import (
    construire_page,
    decrire_les_colonnes,
    lire_les_recents,
    offrir,
)
from mutualisation.imports.fichiers import telecharger_l_existant, telecharger_le_modele
from mutualisation.imports.filters import ImportFilterSet
from mutualisation.imports.forms import ConfirmationForm, EnvoiForm, ReponsesForm
from mutualisation.imports.registre import chercher_ressource, ressources_permises
from mutualisation.imports.tables import ImportTable
from mutualisation.models import Import, Production


@require_safe
def import_liste(request: HttpRequest) -> HttpResponse:
    _reserver_aux_agents(request)
    offertes = offrir(request.user)
    contexte = {"offertes": offertes, "recents": lire_les_recents([o.code for o in offertes])}
    return render(request, "imports/liste.html", contexte)


@require_safe
@page_gardee
def journal_import_liste(request: HttpRequest) -> HttpResponse:
    _reserver_aux_agents(request)
    codes = [ressource.code for ressource in ressources_permises(request.user)]
    imports = Import.objects.des_ressources(codes).sans_contenu()
    return afficher_liste(
        request,
        imports.select_related("envoye_par", "confirme_par"),
        ImportFilterSet,
        ImportTable,
        titre="Journal des imports",
        chapeau="Qui a envoyé quel fichier, quand, et ce qu’il a fait.",
    )


def import_envoyer(request: HttpRequest, code: str) -> HttpResponse:
    ressource = _choisir(request, code)
    formulaire = EnvoiForm(request.POST or None, request.FILES or None)
    fautes = ()
    if formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            recu = operations.recevoir(
                ressource=ressource,
                contenu=fichier.read(),
                nom=fichier.name,
                feuille=formulaire.cleaned_data["feuille"],
                auteur=request.user,
            )
        except FichierIllisible as refus:
            fautes = refus.fautes
        else:
            return redirect(recu)
    contexte = {
        "ressource": {"code": ressource.code, "titre": ressource.titre},
        "chapeau": ressource.chapeau,
        "colonnes": decrire_les_colonnes(ressource),
        "formats": FORMATS,
        "formulaire": formulaire,
        "fautes": fautes,
        "recents": lire_les_recents([ressource.code]),
    }
    return render(request, "imports/envoyer.html", contexte)


@require_safe
def import_modele(request: HttpRequest, code: str, forme: str) -> HttpResponse:
    return telecharger_le_modele(_choisir(request, code), _verifier(forme))


@require_safe
def import_donnees(request: HttpRequest, code: str, forme: str) -> HttpResponse:
    """Ce que la base contient, tel qu'un import le relit sans rien changer."""
    return telecharger_l_existant(_choisir(request, code), _verifier(forme))


@never_cache
@require_safe
def import_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    recu = _chercher(request, pk)
    if _est_a_attendre(recu):
        return redirect(recu.production)
    return _montrer(request, recu)


@require_POST
def import_repondre(request: HttpRequest, pk: UUID) -> HttpResponse:
    recu = _chercher(request, pk)
    page = construire_page(recu, {})
    if recu.etat == Import.Etat.A_CONFIRMER and page.apercu.questions:
        formulaire = ReponsesForm(request.POST, questions=page.apercu.questions)
        if not formulaire.is_valid():
            return _montrer(request, recu, reponses=formulaire)
        operations.repondre(recu=recu, reponses=formulaire.reponses, auteur=request.user)
    return redirect(recu)


@require_POST
def import_confirmer(request: HttpRequest, pk: UUID) -> HttpResponse:
    recu = _chercher(request, pk)
    formulaire = ConfirmationForm(request.POST)
    if not formulaire.is_valid():
        return _montrer(request, recu, confirmation=formulaire)
    confirme = operations.confirmer(recu=recu, auteur=request.user, **formulaire.cleaned_data)
    if not confirme:
        messages.warning(request, "Cet aperçu n’est plus celui de l’import : relisez celui-ci.")
    return redirect(recu)


@require_POST
def import_abandonner(request: HttpRequest, pk: UUID) -> HttpResponse:
    recu = _chercher(request, pk)
    if operations.abandonner(recu):
        messages.success(request, f"« {recu.nom} » est abandonné : rien n’en a été enregistré.")
    return redirect("import_envoyer", recu.ressource)


@require_POST
def import_reprendre(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remet au travail un import que plus personne ne mène."""
    recu = _chercher(request, pk)
    if not _est_a_attendre(recu):
        operations.mener(recu, request.user)
    return redirect(recu)


def _montrer(request: HttpRequest, recu: Import, **formulaires) -> HttpResponse:
    page = construire_page(recu, request.GET)
    questions = page.apercu.questions if page.apercu else ()
    contexte = {
        "page": page,
        "reponses": formulaires.get("reponses") or ReponsesForm(questions=questions),
        "confirmation": formulaires.get("confirmation")
        or ConfirmationForm(initial={"empreinte": page.apercu.empreinte if page.apercu else ""}),
    }
    return render(request, "imports/detail.html", contexte)


def _est_a_attendre(recu: Import) -> bool:
    """Un travail de fond est en cours, ou a échoué et se relance."""
    en_travail = {Import.Etat.EN_ANALYSE, Import.Etat.CONFIRME}
    return (
        recu.etat in en_travail
        and recu.production is not None
        and recu.production.etat != Production.Etat.FAITE
    )


def _chercher(request: HttpRequest, pk: UUID) -> Import:
    """Lève `Http404` pour qui n'a pas le droit d'importer ces objets."""
    _reserver_aux_agents(request)
    codes = [ressource.code for ressource in ressources_permises(request.user)]
    imports = Import.objects.des_ressources(codes).defer("contenu")
    recu = imports.select_related("envoye_par", "confirme_par", "production").filter(pk=pk).first()
    if recu is None:
        raise Http404("Cet import n’existe pas, ou ne vous est pas ouvert.")
    return recu


def _choisir(request: HttpRequest, code: str) -> type[Ressource]:
    _reserver_aux_agents(request)
    try:
        ressource = chercher_ressource(code)
    except LookupError:
        raise Http404("Rien ne s’importe à cette adresse.") from None
    if not request.user.has_perms(ressource.permissions):
        raise PermissionDenied
    return ressource


def _verifier(forme: str) -> str:
    if forme not in FORMATS:
        raise Http404("Ce format n’est pas proposé.")
    return forme


def _reserver_aux_agents(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Http404("Les imports sont réservés aux agents de la métropole.")
