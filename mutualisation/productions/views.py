from io import BytesIO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from mutualisation.models import Production
from mutualisation.productions import operations
from mutualisation.productions.contenu import construire_page


@require_safe
@never_cache
def production_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    operations.reprendre(chercher(request, pk))
    page = construire_page(pk, request.user)
    return render(request, "productions/production_detail.html", {"page": page})


@require_POST
def production_relancer(request: HttpRequest, pk: UUID) -> HttpResponse:
    production = chercher(request, pk)
    if production.etat == Production.Etat.ECHOUEE or production.est_interrompue:
        if not production.est_relancable_par(request.user):
            raise PermissionDenied("Vous n’avez pas le droit de relancer ce travail.")
        operations.relancer(production)
    return redirect(production)


@require_safe
@cache_control(private=True, no_cache=True)
def production_fichier(request: HttpRequest, pk: UUID) -> HttpResponse | FileResponse:
    production = chercher(request, pk)
    if production.etat != Production.Etat.FAITE or production.resultat is None:
        return redirect(production)
    etag = quote_etag(production.cle)
    if inchange := get_conditional_response(request, etag=etag):
        return inchange
    reponse = FileResponse(
        BytesIO(production.resultat), filename=production.nom, content_type="application/pdf"
    )
    reponse["ETag"] = etag
    return reponse


def chercher(request: HttpRequest, pk: UUID) -> Production:
    """Lève `Http404` pour qui ne l'a pas demandée et n'est pas agent de la métropole."""
    productions = Production.objects.visibles_par(request.user).sans_contenu()
    return get_object_or_404(productions, pk=pk)
