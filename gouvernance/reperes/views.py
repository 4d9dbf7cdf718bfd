from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Etape, Pacte, Schema, Texte
from gouvernance.reperes import filters, tables
from gouvernance.reperes.contenu import lire_etape, lire_pacte, lire_schema

RUBRIQUE = "gouvernance/liste.html"


@require_safe
@page_gardee
def schema_liste(request: HttpRequest) -> HttpResponse:
    schemas = Schema.objects.visibles_par(request.user).select_related("deliberation")
    return afficher_liste(
        request,
        schemas.order_by("-annee_debut", "nom", "pk"),
        filters.SchemaFilterSet,
        tables.SchemaTable,
        titre="Schémas de mutualisation",
        chapeau="Le programme que le conseil adopte. Il vaut jusqu’à l’adoption du suivant.",
        gabarit=RUBRIQUE,
    )


@require_safe
def schema_detail(request: HttpRequest, pk: int) -> HttpResponse:
    schema = get_object_or_404(Schema.objects.visibles_par(request.user), pk=pk)
    page = lire_schema(schema, request.user, timezone.localdate())
    return render(request, "gouvernance/reperes/schema.html", {"page": page})


@require_safe
@page_gardee
def pacte_liste(request: HttpRequest) -> HttpResponse:
    pactes = Pacte.objects.visibles_par(request.user).select_related("mandature", "deliberation")
    return afficher_liste(
        request,
        pactes.annotate(nombre_actes=Count("actes")).order_by(
            "-mandature__date_debut", "nom", "pk"
        ),
        filters.PacteFilterSet,
        tables.PacteTable,
        titre="Pactes de gouvernance",
        chapeau="Comment la métropole et ses communes décident ensemble, mandat après mandat.",
        gabarit=RUBRIQUE,
    )


@require_safe
def pacte_detail(request: HttpRequest, pk: int) -> HttpResponse:
    pactes = Pacte.objects.visibles_par(request.user).select_related("mandature")
    page = lire_pacte(get_object_or_404(pactes, pk=pk), request.user, timezone.localdate())
    return render(request, "gouvernance/reperes/pacte.html", {"page": page})


@require_safe
@page_gardee
def texte_liste(request: HttpRequest) -> HttpResponse:
    textes = Texte.objects.visibles_par(request.user).avec_changement()
    return afficher_liste(
        request,
        textes.order_by("categorie", "ordre", "reference", "pk"),
        filters.TexteFilterSet,
        tables.TexteTable,
        titre="Textes",
        chapeau="Les règles citées, dans quelle version, et ce qui a changé depuis.",
        gabarit=RUBRIQUE,
    )


@require_safe
def texte_detail(request: HttpRequest, pk: int) -> HttpResponse:
    texte = get_object_or_404(Texte.objects.visibles_par(request.user), pk=pk)
    return render(request, "gouvernance/reperes/texte.html", {"texte": texte})


@require_safe
@page_gardee
def etape_liste(request: HttpRequest) -> HttpResponse:
    etapes = Etape.objects.visibles_par(request.user).avec_nombre_d_entrees()
    return afficher_liste(
        request,
        etapes.order_by("date", "pk"),
        filters.EtapeFilterSet,
        tables.EtapeTable,
        titre="Histoire",
        chapeau="Des premiers syndicats à la métropole : qui a rejoint qui, et pour faire quoi.",
        gabarit=RUBRIQUE,
    )


@require_safe
def etape_detail(request: HttpRequest, pk: int) -> HttpResponse:
    etape = get_object_or_404(Etape.objects.visibles_par(request.user), pk=pk)
    page = lire_etape(etape, request.user)
    return render(request, "gouvernance/reperes/etape.html", {"page": page})
