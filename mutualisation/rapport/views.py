"""Le rapport publié, ouvert à tous ; le projet, aux agents seulement."""

from pathlib import PurePath

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from gouvernance.memoire.pages import page_gardee
from mutualisation.models import Edition, FichierEdition, Rapport
from mutualisation.productions.operations import demander_document
from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.consultation import (
    PUBLICS,
    chercher_fichier,
    lire_page,
    lire_publications,
    lire_rapports_ouverts,
)
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.donnees_ouvertes import composer_archive
from mutualisation.rapport.editions import ARCHIVE, PDF, derniere_edition
from mutualisation.rapport.formes import type_mime
from mutualisation.rapport.pdf import PieceJointe
from mutualisation.rapport.plan import composer_plan
from mutualisation.rapport.rendu import composer_contexte, rendre_html

A_REVALIDER = "public, no-cache"
DEFINITIF = "public, max-age=31536000, immutable"
RESERVE = "private, no-cache"


@require_safe
@login_not_required
def rapport_liste(request: HttpRequest) -> HttpResponse:
    contexte = {
        "publications": lire_publications(),
        "ouverts": lire_rapports_ouverts() if request.user.is_staff else (),
    }
    return render(request, "rapport/liste.html", contexte)


@require_safe
@login_not_required
@gzip_page
def rapport_detail(request: HttpRequest, annee: int) -> HttpResponse:
    if demande_le_projet(request):
        return projet(request, annee)
    return edition_detail(request, annee)


@require_safe
@login_not_required
@gzip_page
@page_gardee
def edition_detail(request: HttpRequest, annee: int, numero: int | None = None) -> HttpResponse:
    try:
        page = lire_page(annee, numero, pour_un_agent=request.user.is_staff)
    except Edition.DoesNotExist:
        return rien_de_publie(request, annee, numero)
    adresse = request.build_absolute_uri(page.edition.get_absolute_url())
    return render(request, "rapport/web.html", {"page": page, "adresse": adresse})


def projet(request: HttpRequest, annee: int) -> HttpResponse:
    contexte = {"papier": False, "edition": derniere_edition(annee)}
    contenu = construire_projet(annee)
    return render(request, "rapport/projet.html", composer_contexte(contenu) | contexte)


def pdf_du_projet(request: HttpRequest, annee: int) -> HttpResponse:
    """Mène à l'avancement du PDF : un même projet n'est rendu qu'une fois."""
    contenu = construire_projet(annee)
    if ancre := request.GET.get("chapitre"):
        return pdf_d_un_chapitre(request, contenu, ancre)
    production = demander_document(
        rendre_html(contenu),
        titre=f"Projet de rapport {annee}",
        nom=f"rapport-mutualisation-{annee}-projet.pdf",
        demandee_par=request.user,
        annexes=[
            PieceJointe(annexe.nom, annexe.titre, type_mime(annexe.nom), annexe.octets)
            for annexe in annexes(contenu)
        ],
    )
    return redirect(production)


def pdf_d_un_chapitre(request: HttpRequest, contenu: ContenuRapport, ancre: str) -> HttpResponse:
    """Un seul chapitre, pour le relire sur papier sans attendre les autres."""
    chapitre = next((c for c in composer_plan(contenu) if c.ancre == ancre), None)
    if chapitre is None:
        raise Http404("Le rapport n’a pas ce chapitre.")
    production = demander_document(
        rendre_html(contenu, seulement=ancre),
        titre=f"{chapitre.titre}, projet de rapport {contenu.annee}",
        nom=f"{ancre}-mutualisation-{contenu.annee}-projet.pdf",
        demandee_par=request.user,
    )
    return redirect(production)


def fichier_du_projet(annee: int, nom: str, octets: bytes) -> HttpResponse:
    fichier = PurePath(nom)
    reponse = HttpResponse(octets, content_type=type_complet(type_mime(nom)))
    reponse["Content-Disposition"] = content_disposition_header(
        as_attachment=True,
        filename=f"{fichier.stem}-mutualisation-{annee}-projet{fichier.suffix}",
    )
    reponse["Cache-Control"] = RESERVE
    return reponse


def construire_projet(annee: int) -> ContenuRapport:
    try:
        return construire_rapport(annee)
    except Rapport.DoesNotExist:
        raise Http404("Aucun rapport n’est ouvert pour cette année.") from None


@require_safe
@login_not_required
def rapport_pdf(request: HttpRequest, annee: int) -> HttpResponse:
    if demande_le_projet(request):
        return pdf_du_projet(request, annee)
    return servir_le_dernier(request, annee, PDF)


@require_safe
@login_not_required
def rapport_donnees(request: HttpRequest, annee: int) -> HttpResponse:
    if demande_le_projet(request):
        return fichier_du_projet(annee, ARCHIVE, composer_archive(construire_projet(annee)))
    return servir_le_dernier(request, annee, ARCHIVE)


@require_safe
@login_not_required
def rapport_tableau(request: HttpRequest, annee: int, nom: str) -> HttpResponse:
    fichier = f"{nom}.csv"
    if fichier not in PUBLICS:
        raise Http404("Aucun tableau ne porte ce nom.")
    if demande_le_projet(request):
        tableaux = {annexe.nom: annexe for annexe in annexes(construire_projet(annee))}
        return fichier_du_projet(annee, fichier, tableaux[fichier].octets)
    return servir_le_dernier(request, annee, fichier)


@require_safe
@login_not_required
def edition_fichier(request: HttpRequest, annee: int, numero: int, nom: str) -> HttpResponse:
    """Adresse permanente : le fichier n'y changera jamais."""
    est_public = nom in PUBLICS
    lisible = est_public or request.user.is_staff
    fichier = chercher_fichier(annee, nom, numero) if lisible else None
    if fichier is None:
        raise Http404("Cette édition n’a pas ce fichier.")
    return servir(request, annee, fichier, DEFINITIF if est_public else RESERVE)


def servir_le_dernier(request: HttpRequest, annee: int, nom: str) -> HttpResponse:
    fichier = chercher_fichier(annee, nom)
    if fichier is None:
        return rien_de_publie(request, annee)
    return servir(request, annee, fichier, A_REVALIDER)


def servir(request: HttpRequest, annee: int, fichier: FichierEdition, cache: str) -> HttpResponse:
    """Le contenu n'est lu que si le lecteur ne l'a pas déjà."""
    etiquette = f'"{fichier.empreinte}"'
    reponse = get_conditional_response(request, etag=etiquette)
    if reponse is None:
        reponse = HttpResponse(fichier.octets, content_type=type_complet(fichier.type_mime))
        reponse["Content-Disposition"] = content_disposition_header(
            as_attachment=not fichier.nom.endswith(".pdf"), filename=nom_de_fichier(annee, fichier)
        )
    reponse["ETag"] = etiquette
    reponse["Cache-Control"] = cache
    return reponse


def nom_de_fichier(annee: int, fichier: FichierEdition) -> str:
    """`rapport-mutualisation-2020-edition-1.pdf` : dit d'où il vient, une fois enregistré."""
    nom = PurePath(fichier.nom)
    return f"{nom.stem}-mutualisation-{annee}-edition-{fichier.edition.numero}{nom.suffix}"


def type_complet(simple: str) -> str:
    return f"{simple}; charset=utf-8" if simple.startswith("text/") else simple


def demande_le_projet(request: HttpRequest) -> bool:
    if "brouillon" not in request.GET:
        return False
    if not request.user.is_staff:
        raise Http404("Le projet est réservé aux agents de la métropole.")
    return True


def rien_de_publie(request: HttpRequest, annee: int, numero: int | None = None) -> HttpResponse:
    """Un agent est mené au projet ; les autres ne savent pas s'il y en a un."""
    if numero is None and request.user.is_staff and Rapport.objects.filter(annee=annee).exists():
        return redirect(f"{request.path}?brouillon")
    return absent(request, annee, numero)


def absent(request: HttpRequest, annee: int, numero: int | None = None) -> HttpResponse:
    contexte = {"annee": annee, "numero": numero, "publications": lire_publications()}
    return render(request, "rapport/absent.html", contexte, status=404)
