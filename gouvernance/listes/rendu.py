"""Une table prête à écrire : tout ce qui vaut pour une colonne y est calculé une fois."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.utils import AttributeDict

from gouvernance.listes.cellules import LecteurDeColonne


@dataclass(frozen=True, slots=True)
class Entete:
    nom: str
    libelle: str
    attributs: SafeString
    adresse: str
    sens: str


class Cellule(NamedTuple):
    attributs: SafeString
    contenu: object


class Ligne(NamedTuple):
    """La première cellule nomme la ligne."""

    tete: Cellule
    suite: list[Cellule]


@dataclass(frozen=True, slots=True)
class TableRendue:
    """Sans `pied` s'il n'y a rien à y écrire."""

    entetes: tuple[Entete, ...]
    lignes: tuple[Ligne, ...]
    pied: Ligne | None


def rendre_table(table: Table) -> TableRendue:
    colonnes = list(table.columns)
    attributs = [colonne.attrs for colonne in colonnes]
    cellules = [en_html(attribut["td"]) for attribut in attributs]
    lecteurs = [LecteurDeColonne(colonne, table, exacte=False) for colonne in colonnes]
    paires = list(zip(cellules, lecteurs, strict=True))
    pieds = [colonne.footer if colonne.has_footer() else "" for colonne in colonnes]
    debut = debut_des_tris(table)
    return TableRendue(
        entetes=tuple(
            en_entete(colonne, en_html(attribut["th"]), debut)
            for colonne, attribut in zip(colonnes, attributs, strict=True)
        ),
        lignes=tuple(
            en_ligne(Cellule(attribut, lecteur.lire(ligne.record)) for attribut, lecteur in paires)
            for ligne in table.paginated_rows
        ),
        pied=en_ligne(
            Cellule(en_html(attribut["tf"]), pied)
            for attribut, pied in zip(attributs, pieds, strict=True)
        )
        if any(pieds)
        else None,
    )


def en_ligne(cellules: Iterable[Cellule]) -> Ligne:
    tete, *suite = cellules
    return Ligne(tete, suite)


def en_html(attributs: AttributeDict) -> SafeString:
    """Attributs d'une balise, espace de tête comprise ; ils valent pour toute la colonne."""
    ecrits = attributs.as_html()
    return mark_safe(f" {ecrits}") if ecrits else ecrits  # noqa: S308 – échappés par as_html


def debut_des_tris(table: Table) -> str:
    """Adresse de la page, sans son tri ni son rang, à compléter d'un tri."""
    parametres = table.request.GET.copy()
    for nom in (table.prefixed_order_by_field, table.prefixed_page_field, "export"):
        parametres.pop(nom, None)
    suite = f"{parametres.urlencode()}&" if parametres else ""
    return f"?{suite}{table.prefixed_order_by_field}="


def en_entete(colonne: BoundColumn, attributs: SafeString, debut: str) -> Entete:
    sens = ""
    if colonne.is_ordered:
        sens = "ascending" if colonne.order_by_alias.is_ascending else "descending"
    return Entete(
        nom=colonne.name,
        libelle=capfirst(str(colonne.header)),
        attributs=attributs,
        adresse=f"{debut}{colonne.order_by_alias.next}" if colonne.orderable else "",
        sens=sens,
    )
