"""Une liste : des lignes visibles, des filtres, une table, des téléchargements."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table
from django_tables2.data import TableQuerysetData
from django_tables2.rows import BoundRow

from gouvernance.exports import FORMATS, Colonne, Feuille, Genre, telecharger
from gouvernance.francais import ABSENT, insecables
from gouvernance.listes.colonnes import totaux_a_telecharger
from gouvernance.listes.criteres import filtres_actifs

LIGNES_PAR_PAGE = 25
LIGNES_PAR_LECTURE = 500


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
    """Page de liste, ou son téléchargement avec `?export=csv` : mêmes lignes, mêmes colonnes.

    Un critère mal écrit ne se télécharge pas : la page dit lequel corriger.
    """
    filtre = filtres(request.GET, lignes, request=request)
    tableau = table(LignesOrdonnees(filtre.qs), default=ABSENT)
    tableau.criteres = filtre.form.cleaned_data
    export = request.GET.get("export")
    if export in FORMATS and filtre.is_valid():
        RequestConfig(request, paginate=False).configure(tableau)
        return telecharger(en_feuille(tableau, filtre, titre), nommer_fichier(titre), export)
    page = {"per_page": LIGNES_PAR_PAGE, "silent": True}
    RequestConfig(request, paginate=page).configure(tableau)
    contexte = {
        "titre": titre,
        "chapeau": insecables(chapeau),
        "filter": filtre,
        "nombre": tableau.paginator.count,
        "table": tableau,
        "formats": FORMATS,
    }
    return render(request, gabarit, contexte)


def nommer_fichier(titre: str) -> str:
    return f"{slugify(titre.replace('’', '-'))}-{timezone.localdate():%Y-%m-%d}"


def en_feuille(tableau: Table, filtre: FilterSet, titre: str) -> Feuille:
    """Les lignes triées et filtrées, sous les colonnes que montre l'écran."""
    colonnes = tuple(
        Colonne(
            colonne.name,
            capfirst(str(colonne.header)),
            getattr(colonne.column, "genre", Genre.TEXTE),
        )
        for colonne in tableau.columns
    )
    criteres = [f"{c.libelle} : {c.valeur}" for c in filtres_actifs(filtre, tableau.request)]
    return Feuille(
        titre,
        colonnes,
        lire_valeurs(tableau),
        criteres=" ; ".join(criteres),
        totaux=totaux_a_telecharger(tableau),
    )


def lire_valeurs(tableau: Table) -> Iterator[list[object]]:
    """Lues par paquets : la mémoire ne grandit pas avec le nombre de lignes."""
    noms = [colonne.name for colonne in tableau.columns]
    for objet in tableau.data.data.iterator(chunk_size=LIGNES_PAR_LECTURE):
        ligne = BoundRow(objet, tableau)
        yield [ligne.get_cell_value(nom) for nom in noms]
