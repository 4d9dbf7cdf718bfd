"""Fiches des communes : celles de l'édition, à tous ; celles du projet, aux agents seulement."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mutualisation.communes import FicheCommune
from mutualisation.models import FichierEdition, Rapport
from mutualisation.productions.operations import demander_document
from mutualisation.rapport import fiches
from mutualisation.rapport.consultation import chercher_fichier
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.editions import ARCHIVE_DES_FICHES, FICHES
from mutualisation.rapport.views import (
    A_REVALIDER,
    DEFINITIF,
    absent,
    demande_le_projet,
    rien_de_publie,
    servir_le_dernier,
)

INCONNUE = "Aucune commune membre ne porte ce code à la fin de l’exercice."


@require_safe
@login_not_required
def fiche_pdf(request: HttpRequest, annee: int, code_insee: str) -> HttpResponse:
    if demande_le_projet(request):
        return fiche_du_projet(request, annee, code_insee)
    archive = chercher_fichier(annee, ARCHIVE_DES_FICHES)
    if archive is None:
        return rien_de_publie(request, annee)
    return servir_la_fiche(request, archive, code_insee, A_REVALIDER)


@require_safe
@login_not_required
def edition_fiche(request: HttpRequest, annee: int, numero: int, code_insee: str) -> HttpResponse:
    """Adresse permanente : la fiche n'y changera jamais."""
    archive = chercher_fichier(annee, ARCHIVE_DES_FICHES, numero)
    if archive is None:
        raise Http404("Cette édition n’a pas de fiches.")
    return servir_la_fiche(request, archive, code_insee, DEFINITIF)


def servir_la_fiche(
    request: HttpRequest, archive: FichierEdition, code_insee: str, cache: str
) -> HttpResponse:
    """L'archive n'est lue que si le lecteur n'a pas déjà la fiche."""
    etiquette = f'"{archive.empreinte}-{code_insee}"'
    reponse = get_conditional_response(request, etag=etiquette)
    if reponse is None:
        try:
            nom, octets = fiches.extraire_fiche(archive.octets, code_insee)
        except fiches.CommuneAbsente as erreur:
            raise Http404(INCONNUE) from erreur
        reponse = HttpResponse(octets, content_type="application/pdf")
        reponse["Content-Disposition"] = content_disposition_header(
            as_attachment=False, filename=nom
        )
    reponse["ETag"] = etiquette
    reponse["Cache-Control"] = cache
    return reponse


@require_safe
@login_not_required
def fiches_pdf(request: HttpRequest, annee: int) -> HttpResponse:
    if not demande_le_projet(request):
        return servir_le_dernier(request, annee, FICHES)
    try:
        contenu = construire_rapport(annee)
    except Rapport.DoesNotExist:
        return absent(request, annee)
    if not contenu.communes:
        raise Http404("Aucune commune n’est membre à la fin de l’exercice.")
    return demander(
        request,
        contenu,
        contenu.communes,
        titre=f"{fiches.titre_commun(contenu)}, projet",
        nom=f"fiches-{annee}-projet.pdf",
    )


@require_safe
@login_not_required
def fiches_zip(request: HttpRequest, annee: int) -> HttpResponse:
    if demande_le_projet(request):
        # Un projet se relit d'un trait ; l'archive paraît avec l'édition.
        return redirect(reverse("fiches_pdf", args=[annee], query={"brouillon": ""}))
    return servir_le_dernier(request, annee, ARCHIVE_DES_FICHES)


def fiche_du_projet(request: HttpRequest, annee: int, code_insee: str) -> HttpResponse:
    try:
        contenu = construire_rapport(annee)
    except Rapport.DoesNotExist:
        return absent(request, annee)
    try:
        commune = fiches.chercher_commune(contenu, code_insee)
    except fiches.CommuneAbsente as erreur:
        raise Http404(INCONNUE) from erreur
    return demander(
        request,
        contenu,
        [commune],
        titre=f"{fiches.titre_de_la_fiche(commune)}, projet",
        nom=f"projet-{fiches.nom_de_la_fiche(commune)}",
    )


def demander(
    request: HttpRequest,
    contenu: ContenuRapport,
    communes: Sequence[FicheCommune],
    *,
    titre: str,
    nom: str,
) -> HttpResponse:
    """Mène à l'avancement du PDF : un même projet n'est rendu qu'une fois."""
    html = fiches.rendre_fiches(contenu, communes)
    production = demander_document(html, titre=titre, nom=nom, demandee_par=request.user)
    return redirect(production)
