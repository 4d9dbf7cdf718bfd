"""Une liste : des lignes visibles, des filtres, une table, des téléchargements."""

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet
from django_tables2 import Table
from django_tables2.data import TableQuerysetData

from gouvernance.exports import FORMATS, telecharger
from gouvernance.francais import ABSENT, insecables
from gouvernance.listes.criteres import filtres_actifs
from gouvernance.listes.feuilles import en_feuille, nommer_fichier
from gouvernance.listes.outils import lire_outils
from gouvernance.listes.preferences import colonnes_exclues, lire_preferences

LIGNES_PAR_PAGE = 25
# Au-delà, une recherche n'en est plus une, et une base peut s'y perdre.
TEXTE_LE_PLUS_LONG = 200


class LignesOrdonnees(TableQuerysetData):
    """Tri départagé par la clé : aucune page ne répète ni ne saute une ligne."""

    def order_by(self, aliases):
        super().order_by(aliases)
        if ordre := self.data.query.order_by:
            self.data = self.data.order_by(*ordre, "pk")


def afficher_liste(
    request: HttpRequest,
    lignes: QuerySet,
    filtres: type[FilterSet],
    table: type[Table],
    *,
    titre: str,
    chapeau: str = "",
    gabarit: str = "liste.html",
) -> HttpResponse:
    """Page de liste, ou son téléchargement avec `?export=` : mêmes lignes, mêmes colonnes.

    Un critère mal écrit ne se télécharge pas : la page dit lequel corriger.
    """
    preferences = lire_preferences(request)
    filtre = borner(filtres(request.GET, lignes, request=request))
    tableau = table(
        LignesOrdonnees(filtre.qs),
        default=ABSENT,
        exclude=colonnes_exclues(table, preferences.masquees),
    )
    tableau.request = request
    tableau.criteres = filtre.form.cleaned_data
    actifs = filtres_actifs(filtre, request)
    remarques = trier(tableau, request.GET.getlist("sort"))
    export = request.GET.get("export")
    if export in FORMATS and filtre.is_valid():
        return telecharger(en_feuille(tableau, actifs, titre), nommer_fichier(titre), export)
    remarques += paginer(tableau, request.GET.get("page"))
    outils = lire_outils(request, tableau, actifs, preferences, remarques)
    contexte = {
        "titre": titre,
        "chapeau": insecables(chapeau),
        "filter": filtre,
        "nombre": tableau.paginator.count,
        "table": tableau,
        "formats": FORMATS,
        "outils": outils,
    }
    return rendre(request, gabarit, contexte)


def borner(filtre: FilterSet) -> FilterSet:
    """Tout champ de texte a une longueur."""
    for champ in filtre.form.fields.values():
        if type(champ) is forms.CharField and champ.max_length is None:
            champ.validators.append(MaxLengthValidator(TEXTE_LE_PLUS_LONG))
    return filtre


def trier(tableau: Table, demandes: list[str]) -> list[str]:
    """Trie, et dit ce qui ne peut pas l'être."""
    if not any(demandes):
        return []
    tableau.order_by = demandes
    suivis = [str(tri) for tri in tableau.order_by]
    if all(demande in suivis for demande in demandes if demande):
        return []
    return ["Le tri demandé porte sur une colonne que cette liste ne montre ou ne trie pas."]


def paginer(tableau: Table, demandee: str | None) -> list[str]:
    """Ouvre la page demandée ; hors des bornes, la dernière, en le disant."""
    tableau.paginator = Paginator(tableau.rows, LIGNES_PAR_PAGE)
    tableau.page = tableau.paginator.get_page(demandee or 1)
    if demandee in {None, "", str(tableau.page.number)}:
        return []
    citee = f"« {demandee[:20]} »"
    return [f"La page {citee} n’existe pas : voici la page {tableau.page.number}."]


def rendre(request: HttpRequest, gabarit: str, contexte: dict) -> HttpResponse:
    """La page, ou son seul contenu quand htmx remplace celui d'une page déjà ouverte."""
    en_place = bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request
    cadre = "partials/_fragment.html" if en_place else "base.html"
    reponse = render(request, gabarit, contexte | {"cadre": cadre})
    # Sans quoi le navigateur rendrait un fragment pour une page, en revenant en arrière.
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse
