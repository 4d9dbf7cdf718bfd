"""Lire l'historique : d'un objet et de ses lignes, ou de tout ce qui a changé."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import CharField, QuerySet, Value

from gouvernance.historique.changements import Changement, en_changements, lire_lignes

CHANGEMENTS_PAR_PAGE = 25


@dataclass(frozen=True, slots=True)
class Lignes:
    """Lignes qu'un objet porte : par quelle relation, et sous quelles autres lignes."""

    champ: models.ForeignKey
    sous: "Lignes | None" = None

    @property
    def modele(self) -> type[models.Model]:
        return self.champ.model

    @property
    def disparaissent_avec_lui(self) -> bool:
        """Vrai de ce qui n'existe pas sans l'objet ; une adhésion, elle, n'est pas au service."""
        en_cascade = self.champ.remote_field.on_delete is models.CASCADE
        return en_cascade and (self.sous is None or self.sous.disparaissent_avec_lui)

    def traces(self, pk: int) -> QuerySet:
        """Tout ce que l'historique garde de celles qui ont été à lui."""
        historique = self.modele.historique.model._base_manager.all()
        if self.sous is None:
            return historique.filter(**{self.champ.attname: pk})
        return historique.filter(**{f"{self.champ.attname}__in": self.sous.traces(pk).values("id")})


@dataclass(frozen=True, slots=True)
class PageDeChangements:
    """Une page de l'historique ; `page` porte la pagination."""

    changements: tuple[Changement, ...]
    page: Page

    @property
    def nombre(self) -> int:
        return self.page.paginator.count


def lire_changements_d_un_objet(
    modele: type[models.Model], pk: int, lignes: Sequence[Lignes], page: str | None
) -> PageDeChangements:
    """Changements de l’objet et de ce qu’il porte ; autant de requêtes s’il est long."""
    siennes = modele.historique.model._base_manager.filter(id=pk)
    return paginer([siennes, *(portee.traces(pk) for portee in lignes)], page)


def paginer(sources: Iterable[QuerySet], page: str | None) -> PageDeChangements:
    """Une page de ces historiques réunis, du plus récent au plus ancien."""
    modeles = {}
    cles = []
    for source in sources:
        nom = source.model._meta.label
        modeles[nom] = source.model.instance_type
        cles.append(
            source.order_by().values_list("history_date", "history_id", Value(nom, CharField()))
        )
    toutes = []
    if cles:
        unies = cles[0].union(*cles[1:], all=True) if len(cles) > 1 else cles[0]
        toutes = unies.order_by("-history_date", "-history_id")
    feuille = Paginator(toutes, CHANGEMENTS_PAR_PAGE).get_page(page)
    return PageDeChangements(tuple(lire_changements(feuille, modeles)), feuille)


def lire_changements(
    cles: Iterable[tuple], modeles: dict[str, type[models.Model]]
) -> list[Changement]:
    """Les changements de ces clés : une lecture par sorte d'objet présente."""
    par_sorte = defaultdict(list)
    for _, numero, nom in cles:
        par_sorte[nom].append(numero)
    return en_changements(
        ligne for nom, numeros in par_sorte.items() for ligne in lire_lignes(modeles[nom], numeros)
    )
