"""Une liste : des lignes visibles, des filtres, une table, un téléchargement."""

from itertools import chain

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django_filters import FilterSet
from django_tables2 import Column, RequestConfig, Table
from django_tables2.data import TableQuerysetData

from gouvernance.exports import telecharger_csv
from gouvernance.francais import ABSENT, date_en_lettres, euros, insecables, nombre
from gouvernance.models import Collectivite

LIGNES_PAR_PAGE = 25


class LignesOrdonnees(TableQuerysetData):
    """Tri départagé par la clé : aucune page ne répète ni ne saute une ligne."""

    def order_by(self, aliases):
        super().order_by(aliases)
        if ordre := self.data.query.order_by:
            self.data = self.data.order_by(*ordre, "pk")


def adresse_de_la_commune(value: Collectivite) -> str | None:
    """Page de la commune, la même pour son CCAS ; la métropole et un tiers n'en ont pas."""
    natures = {Collectivite.Nature.COMMUNE, Collectivite.Nature.CCAS}
    return value.get_absolute_url() if value.nature in natures else None


class AlternativeColumn(Column):
    """Oui ou non, en toutes lettres."""

    def __init__(self, *args, vrai: str, faux: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.libelles = {True: vrai, False: faux}

    def render(self, value):
        return self.libelles[value]


class NombreColumn(Column):
    """Nombre aligné à droite ; `total` en fait la somme de toutes les lignes filtrées, en pied."""

    def __init__(self, *args, total: bool = False, decimales: int | None = None, **kwargs):
        nombre_a_droite = {"class": "nombre"}
        kwargs.setdefault(
            "attrs", {"th": nombre_a_droite, "td": nombre_a_droite, "tf": nombre_a_droite}
        )
        if total:
            kwargs["footer"] = self.totaliser
        super().__init__(*args, **kwargs)
        self.decimales = decimales

    def ecrire(self, valeur) -> str:
        return nombre(valeur, self.decimales)

    def render(self, value):
        return self.ecrire(value)

    def value(self, value):
        return value

    def totaliser(self, bound_column, table) -> str:
        champ = bound_column.accessor
        total = table.data.data.aggregate(total=Sum(champ))["total"]
        return ABSENT if total is None else self.ecrire(total)


class EurosColumn(NombreColumn):
    def ecrire(self, valeur) -> str:
        return euros(valeur)


class DateColumn(Column):
    """Date en toutes lettres, à la précision que donne le champ `precision`."""

    def __init__(self, *args, precision: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.precision = precision

    def render(self, value, record):
        return date_en_lettres(value, getattr(record, self.precision) if self.precision else "jour")

    def value(self, value, record):
        precise = not self.precision or getattr(record, self.precision) == "jour"
        return value if precise else self.render(value, record)


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
    tableau = table(LignesOrdonnees(filtre.qs), request=request, default=ABSENT)
    tableau.criteres = filtre.form.cleaned_data
    if request.GET.get("export") == "csv" and filtre.is_valid():
        RequestConfig(request, paginate=False).configure(tableau)
        return telecharger(tableau, titre)
    page = {"per_page": LIGNES_PAR_PAGE, "silent": True}
    RequestConfig(request, paginate=page).configure(tableau)
    contexte = {
        "titre": titre,
        "chapeau": insecables(chapeau),
        "filter": filtre,
        "nombre": tableau.paginator.count,
        "table": tableau,
    }
    return render(request, gabarit, contexte)


def telecharger(tableau: Table, titre: str) -> HttpResponse:
    """Les lignes triées et filtrées, en CSV, sous les entêtes que montre l'écran."""
    lignes = tableau.as_values()
    entetes = [capfirst(entete) for entete in next(lignes)]
    nom = f"{slugify(titre.replace('’', '-'))}-{timezone.localdate():%Y-%m-%d}"
    return telecharger_csv(chain([entetes], lignes), nom)
