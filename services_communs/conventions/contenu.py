"""Page d'une convention : ce qu'elle règle, qui l'a signée, ce qui l'a modifiée."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from gouvernance.chapitres import grouper_avec_ccas
from gouvernance.francais import date_en_lettres, insecables
from gouvernance.models import Deliberation
from services_communs.models import Adhesion, Avenant, Convention, ServiceCommun


@dataclass(frozen=True, slots=True)
class Acte:
    libelle: str
    adresse: str


@dataclass(frozen=True, slots=True)
class AvenantLu:
    numero: int
    objet: str
    effet: str
    actes: tuple[Acte, ...]


@dataclass(frozen=True, slots=True)
class PageConvention:
    """Ce qu'une personne lit d'une convention : ses seules adhésions, ses seuls actes."""

    convention: Convention
    periode: str
    signataires: tuple[str, ...]
    services: tuple[ServiceCommun, ...]
    actes: tuple[Acte, ...]
    avenants: tuple[AvenantLu, ...]
    adhesions: tuple[Adhesion, ...]


def construire_page(convention: Convention, utilisateur) -> PageConvention:
    """Page de la convention pour cette personne, en un nombre constant de requêtes."""
    lisibles = Deliberation.objects.visibles_par(utilisateur)
    avenants = convention.avenants.prefetch_related(Prefetch("deliberations", lisibles))
    adhesions = convention.adhesions.visibles_par(utilisateur).avec_relations()
    return PageConvention(
        convention=convention,
        periode=_periode(convention),
        signataires=grouper_avec_ccas(convention.parties.all()),
        services=tuple(convention.services.all()),
        actes=_actes(lisibles.filter(conventions=convention)),
        avenants=tuple(_avenant(avenant) for avenant in avenants),
        adhesions=tuple(adhesions.rangees_par_commune()),
    )


def _periode(convention: Convention) -> str:
    """« Depuis le 1er mai 2017 », « Du 1er mai 2017 au 31 décembre 2020 »."""
    debut = date_en_lettres(convention.date_debut)
    if convention.date_fin is None:
        return f"Depuis le {debut}"
    return f"Du {debut} au {date_en_lettres(convention.date_fin)}"


def _avenant(avenant: Avenant) -> AvenantLu:
    return AvenantLu(
        numero=avenant.numero,
        objet=avenant.objet,
        effet=date_en_lettres(avenant.date_effet),
        actes=_actes(avenant.deliberations.all()),
    )


def _actes(deliberations: Iterable[Deliberation]) -> tuple[Acte, ...]:
    return tuple(
        Acte(
            insecables(
                f"{acte.objet} ({acte.assemblee}, {date_en_lettres(acte.date, acte.precision)})"
            ),
            acte.get_absolute_url(),
        )
        for acte in deliberations
    )
