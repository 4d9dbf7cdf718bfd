"""Ce qui entre et ce qui sort entre deux jours : les lignes d'un changement, et leur liste."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tables2 import Table

from finances.models import Participation
from finances.tables import ParticipationTable
from gouvernance.filters import ChoixFilter, JourFilter
from gouvernance.models import Commune
from gouvernance.tables import CommuneTable
from mutualisation.vue_d_ensemble.changements.periode import UN_JOUR
from services_communs.filters import PourCommuneFilter, domaine_filter
from services_communs.models import Adhesion, Cooperation, ServiceCommun, TransfertAgents
from services_communs.tables import (
    AdhesionTable,
    CooperationTable,
    ServiceCommunTable,
    TransfertAgentsTable,
)


class BorneFilter(JourFilter):
    """Premier ou dernier jour d'une période, bornes comprises.

    Ce qui finit un jour n'est plus là le lendemain : c'est ce jour-là qu'il sort.
    """

    def __init__(self, champ: str, sens: str, *, sort: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.recherche = f"{champ}__{sens}"
        self.decalage = UN_JOUR if sort else timedelta(0)

    def filter(self, qs, value):
        return qs.filter(**{self.recherche: value - self.decalage}) if value else qs


def bornes(champ: str, *, sort: bool = False) -> tuple[BorneFilter, BorneFilter]:
    return (
        BorneFilter(champ, "gte", sort=sort, label="Du"),
        BorneFilter(champ, "lte", sort=sort, label="Au"),
    )


class EntreesFilterSet(django_filters.FilterSet):
    du, au = bornes("date_debut")


class SortiesFilterSet(django_filters.FilterSet):
    du, au = bornes("date_fin", sort=True)


class AdhesionsFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter()
    domaine = domaine_filter(field_name="service__domaine")
    service = ChoixFilter(label="Service", queryset=ServiceCommun.objects.all(), empty_label="Tous")


class AdhesionsNouvellesFilterSet(AdhesionsFilterSet, EntreesFilterSet):
    pass


class AdhesionsTermineesFilterSet(AdhesionsFilterSet, SortiesFilterSet):
    pass


class TransfertsFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter(label="Origine (commune et son CCAS)")
    domaine = domaine_filter()
    du, au = bornes("date_effet")


class VotesFilterSet(django_filters.FilterSet):
    """Jour du vote : la séance de la CLECT, ou la délibération s'il n'y a pas d'évaluation."""

    du = JourFilter(label="Du", method="votees_depuis")
    au = JourFilter(label="Au", method="votees_jusqu_a")

    def votees_depuis(self, queryset, nom, jour):
        return votees(queryset, "gte", jour)

    def votees_jusqu_a(self, queryset, nom, jour):
        return votees(queryset, "lte", jour)


def votees(participations: QuerySet, sens: str, jour: date) -> QuerySet:
    evaluees = Q(**{f"evaluation__date__{sens}": jour})
    deliberees = Q(**{"evaluation": None, f"deliberation__date__{sens}": jour})
    return participations.filter(evaluees | deliberees)


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Une sorte de changement : ses lignes, de tout temps, et de quoi les lister."""

    titre: str
    chapeau: str
    lignes: Callable[[], QuerySet]
    filtres: type[django_filters.FilterSet]
    table: type[Table]

    def lire(self, du: date, au: date) -> QuerySet:
        """Les lignes de la période, bornes comprises : celles que montre la liste."""
        periode = {"du": du.isoformat(), "au": au.isoformat()}
        return self.filtres(periode, self.lignes()).qs


def _communes() -> QuerySet:
    communes = Commune.objects.select_related("commune")
    return communes.avec_population().avec_sieges().avec_presence_d_un_ccas()


def _services() -> QuerySet:
    services = ServiceCommun.objects.select_related("domaine")
    return services.avec_nombre_adherents(timezone.localdate())


def _participations() -> QuerySet:
    return Participation.objects.votees().avec_relations().avec_effet_sur_l_ac()


def _cooperations() -> QuerySet:
    return Cooperation.objects.prefetch_related("parties__collectivite")


MOUVEMENTS = {
    "communes-entrees": Mouvement(
        "Communes entrées",
        "Communes devenues membres de la métropole pendant la période.",
        _communes,
        EntreesFilterSet,
        CommuneTable,
    ),
    "communes-sorties": Mouvement(
        "Communes sorties",
        "Communes qui ont cessé d’être membres pendant la période.",
        _communes,
        SortiesFilterSet,
        CommuneTable,
    ),
    "services-crees": Mouvement(
        "Services créés",
        "Services communs ouverts pendant la période ; leurs adhérents sont ceux d’aujourd’hui.",
        _services,
        EntreesFilterSet,
        ServiceCommunTable,
    ),
    "services-fermes": Mouvement(
        "Services fermés",
        "Services communs fermés pendant la période.",
        _services,
        SortiesFilterSet,
        ServiceCommunTable,
    ),
    "adhesions-nouvelles": Mouvement(
        "Adhésions nouvelles",
        "Adhésions qui ont commencé pendant la période.",
        Adhesion.objects.avec_relations,
        AdhesionsNouvellesFilterSet,
        AdhesionTable,
    ),
    "adhesions-terminees": Mouvement(
        "Adhésions terminées",
        "Adhésions qui ont pris fin pendant la période.",
        Adhesion.objects.avec_relations,
        AdhesionsTermineesFilterSet,
        AdhesionTable,
    ),
    "transferts": Mouvement(
        "Transferts d’agents",
        "Transferts qui ont pris effet pendant la période.",
        TransfertAgents.objects.avec_relations,
        TransfertsFilterSet,
        TransfertAgentsTable,
    ),
    "participations": Mouvement(
        "Participations votées",
        "Montants arrêtés pendant la période, pour quelque exercice que ce soit.",
        _participations,
        VotesFilterSet,
        ParticipationTable,
    ),
    "cooperations-nouvelles": Mouvement(
        "Coopérations nouvelles",
        "Coopérations qui ont commencé pendant la période ; beaucoup n’ont pas de date connue.",
        _cooperations,
        EntreesFilterSet,
        CooperationTable,
    ),
    "cooperations-terminees": Mouvement(
        "Coopérations terminées",
        "Coopérations qui ont pris fin pendant la période.",
        _cooperations,
        SortiesFilterSet,
        CooperationTable,
    ),
}
