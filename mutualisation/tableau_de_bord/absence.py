"""Commune qui n'était pas de la métropole le jour choisi : pourquoi, et où lire la suite."""

from dataclasses import dataclass

from django.urls import reverse

from gouvernance.francais import insecables
from gouvernance.models import Collectivite
from gouvernance.querysets import CollectiviteQuerySet
from mutualisation.tableau_de_bord import phrases
from mutualisation.tableau_de_bord.exercices import Etat


@dataclass(frozen=True, slots=True)
class CommuneLiee:
    """`adresse` est vide pour une commune que la personne ne peut pas lire."""

    nom: str
    adresse: str


@dataclass(frozen=True, slots=True)
class PageAbsence:
    """`liees` : celles d'où vient la commune, ou celle qui lui a succédé."""

    commune: Collectivite
    etat: Etat
    phrase: str
    introduction: str
    liees: tuple[CommuneLiee, ...]

    @property
    def titre(self) -> str:
        return f"{self.commune.nom} {self.etat.quand}"


def construire_absence(
    commune: Collectivite, visibles: CollectiviteQuerySet, etat: Etat
) -> PageAbsence:
    n_est_plus = commune.date_fin is not None and commune.date_fin < etat.jour
    communes = Collectivite.objects.communes()
    if n_est_plus:
        liees = communes.filter(pk=commune.successeur_id)
        introduction = "Commune qui lui a succédé :"
    else:
        liees = communes.filter(successeur=commune).en_cours_le(etat.jour)
        introduction = "Communes auxquelles elle a succédé :"
    lisibles = set(visibles.filter(pk__in=liees).values_list("pk", flat=True))
    au = {"au": etat.jour.isoformat()}
    return PageAbsence(
        commune=commune,
        etat=etat,
        phrase=insecables(phrases.absence(commune, etat.jour)),
        introduction=insecables(introduction),
        liees=tuple(
            CommuneLiee(
                liee.nom,
                reverse("commune_detail", args=[liee.code_insee], query=au)
                if liee.pk in lisibles
                else "",
            )
            for liee in liees.order_by("nom_de_tri", "pk")
        ),
    )
