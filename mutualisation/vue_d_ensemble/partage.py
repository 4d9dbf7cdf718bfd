"""Qui partage quoi : communes, services et adhésions, lus en deux requêtes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, OuterRef, Q, Subquery

from gouvernance.francais import Precision
from gouvernance.models import Collectivite, Population
from services_communs.models import ServiceCommun


@dataclass(frozen=True, slots=True)
class ServiceLu:
    cle: int
    code: str
    nom: str
    nom_de_tri: str
    est_gratuit: bool
    date_debut: date
    date_fin: date | None
    domaine: str
    titre_du_domaine: str
    cle_du_domaine: int


@dataclass(frozen=True, slots=True)
class CommuneLue:
    """Commune, ancienne ou actuelle ; `population` est la dernière connue à la fin de l'année."""

    cle: int
    nom: str
    nom_de_tri: str
    code_insee: str
    date_debut: date | None
    date_fin: date | None
    latitude: Decimal | None
    longitude: Decimal | None
    population: int | None


@dataclass(frozen=True, slots=True)
class AdhesionLue:
    """`commune` est celle de l'adhérent, ou celle à laquelle ce CCAS est rattaché."""

    service: int
    commune: int
    est_d_un_ccas: bool
    date_debut: date
    precision: Precision
    date_fin: date | None


@dataclass(frozen=True, slots=True)
class Partage:
    """Tout ce qui fut en vigueur au moins un jour de la période lue."""

    services: tuple[ServiceLu, ...]
    communes: tuple[CommuneLue, ...]
    adhesions: tuple[AdhesionLue, ...]

    def membres_le(self, jour: date) -> tuple[CommuneLue, ...]:
        return tuple(commune for commune in self.communes if vaut_le(commune, jour))

    def services_le(self, jour: date) -> tuple[ServiceLu, ...]:
        return tuple(service for service in self.services if vaut_le(service, jour))

    def adhesions_le(self, jour: date) -> tuple[AdhesionLue, ...]:
        return tuple(adhesion for adhesion in self.adhesions if vaut_le(adhesion, jour))


def vaut_le(ligne: ServiceLu | CommuneLue | AdhesionLue, jour: date) -> bool:
    """Vrai si la ligne est en vigueur ce jour-là, bornes comprises."""
    debut, fin = ligne.date_debut, ligne.date_fin
    return (debut is None or debut <= jour) and (fin is None or jour <= fin)


def lire_partage(debut: date, fin: date) -> Partage:
    """Services et adhésions de la période, bornes comprises, et toutes les communes."""
    services, adhesions = _lire_services(debut, fin)
    return Partage(services, lire_communes(fin.year), adhesions)


def lire_communes(annee: int) -> tuple[CommuneLue, ...]:
    """Communes membres ou qui l'ont été, par ordre des noms."""
    populations = Population.objects.filter(
        collectivite=OuterRef("pk"), totale__isnull=False, millesime__lte=annee
    ).order_by("-millesime")
    communes = Collectivite.objects.communes().annotate(
        population=Subquery(populations.values("totale")[:1])
    )
    champs = [
        "pk",
        "nom",
        "nom_de_tri",
        "code_insee",
        "date_debut",
        "date_fin",
        "latitude",
        "longitude",
        "population",
    ]
    return tuple(CommuneLue(*valeurs) for valeurs in communes.values_list(*champs))


def _lire_services(debut: date, fin: date) -> tuple[tuple[ServiceLu, ...], tuple[AdhesionLue, ...]]:
    """Une jointure externe : un service sans adhérent se lit aussi."""
    lues = Q(adhesions__date_debut__lte=fin) & (
        Q(adhesions__date_fin=None) | Q(adhesions__date_fin__gte=debut)
    )
    services = (
        ServiceCommun.objects.annotate(lue=FilteredRelation("adhesions", condition=lues))
        .filter(Q(lue__isnull=False) | Q(pk__in=ServiceCommun.objects.qui_chevauchent(debut, fin)))
        .order_by("domaine__ordre", "ordre", "pk", "lue__pk")
    )
    service = ["pk", "code", "nom", "nom_de_tri", "est_gratuit", "date_debut", "date_fin"]
    domaine = ["domaine__code", "domaine__titre", "domaine"]
    adherent = ["lue__collectivite", "lue__collectivite__commune"]
    periode = ["lue__date_debut", "lue__precision_debut", "lue__date_fin"]
    return _ranger(services.values_list(*service, *domaine, *adherent, *periode))


def _ranger(lignes: Iterable[tuple]) -> tuple[tuple[ServiceLu, ...], tuple[AdhesionLue, ...]]:
    services, adhesions = {}, []
    for ligne in lignes:
        if ligne[0] not in services:
            services[ligne[0]] = ServiceLu(*ligne[:10])
        adherent, commune, *periode = ligne[10:]
        if adherent is not None:
            est_d_un_ccas = commune is not None
            adhesions.append(AdhesionLue(ligne[0], commune or adherent, est_d_un_ccas, *periode))
    return tuple(services.values()), tuple(adhesions)
