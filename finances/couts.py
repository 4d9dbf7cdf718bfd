"""Coût des services par nature de charge, tel que la CLECT l'a évalué."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse

from finances.calculs import ZERO
from finances.lecture import cout_du_service
from finances.models import CoutService
from services_communs.models import Domaine, ServiceCommun

Nature = CoutService.Nature


@dataclass(frozen=True, slots=True)
class CoutDetaille:
    """Un service pour un exercice ; ses montants suivent les natures du tableau."""

    service: str
    montants: tuple[Decimal, ...]
    total: Decimal
    precedent: Decimal | None


@dataclass(frozen=True, slots=True)
class TableauDesCouts:
    """Vide quand aucun coût n'est connu ; une nature sans montant n'a pas de colonne."""

    exercice: int
    natures: tuple[str, ...]
    lignes: tuple[CoutDetaille, ...]

    @property
    def totaux(self) -> tuple[Decimal, ...]:
        rangs = range(len(self.natures))
        return tuple(sum((ligne.montants[rang] for ligne in self.lignes), ZERO) for rang in rangs)

    @property
    def total(self) -> Decimal:
        return sum((ligne.total for ligne in self.lignes), ZERO)

    @property
    def a_un_precedent(self) -> bool:
        return any(ligne.precedent is not None for ligne in self.lignes)


@dataclass(frozen=True, slots=True)
class CoutEvalue:
    """Coût de tous les services d'un domaine pour un exercice, selon une évaluation."""

    exercice: int
    date: date
    total: Decimal
    adresse: str
    adresse_de_l_evaluation: str


def lire_couts_votes(exercice: int) -> TableauDesCouts:
    """Coûts adoptés pour l'exercice, et le total de chaque service l'année d'avant."""
    couts = CoutService.objects.votes()
    return tabler(_lire(couts.filter(exercice__in=[exercice - 1, exercice])), exercice)


def lire_couts_evalues(evaluation) -> tuple[TableauDesCouts, ...]:
    """Un tableau par exercice que l'évaluation chiffre."""
    couts = _lire(CoutService.objects.filter(evaluation=evaluation))
    return tuple(tabler(couts, exercice) for exercice in sorted({cout.exercice for cout in couts}))


def lire_couts_du_domaine(domaine: Domaine) -> tuple[CoutEvalue, ...]:
    """Coûts votés des services du domaine, du dernier exercice au premier."""
    lignes = (
        CoutService.objects.votes()
        .filter(service__domaine=domaine)
        .avec_cout()
        .order_by("-exercice", "-evaluation__date")
        .values_list("exercice", "evaluation", "evaluation__date")
        .annotate(total=Sum("cout"))
    )
    return tuple(
        CoutEvalue(
            exercice=exercice,
            date=jour,
            total=total,
            adresse=reverse(
                "cout_liste",
                query={"domaine": domaine.pk, "evaluation": evaluation, "exercice": exercice},
            ),
            adresse_de_l_evaluation=reverse("evaluation_detail", args=[evaluation]),
        )
        for exercice, evaluation, jour, total in lignes
    )


def lire_dernier_cout(service: ServiceCommun, exercice: int) -> TableauDesCouts | None:
    """Dernier coût évalué du service, au plus tard pour l'exercice, même s'il n'est pas voté."""
    couts = _lire(CoutService.objects.filter(service=service, exercice__lte=exercice))
    dernier = max((cout.exercice for cout in couts), default=None)
    return None if dernier is None else tabler(couts, dernier)


def _lire(couts) -> list[CoutService]:
    """Du plus ancien au plus récent : à même exercice, la dernière évaluation l'emporte."""
    ordre = ["service__domaine__ordre", "service__nom_de_tri", "evaluation__date", "pk"]
    return list(couts.select_related("service").order_by(*ordre))


def tabler(couts: Iterable[CoutService], exercice: int) -> TableauDesCouts:
    par_service = defaultdict(dict)
    for cout in couts:
        par_service[cout.service.nom, cout.exercice][cout.nature] = cout
    detailles = {
        cle: {nature: montant_d_une_nature(natures, nature) for nature in natures}
        for cle, natures in par_service.items()
    }
    connus = {service: d for (service, annee), d in detailles.items() if annee == exercice}
    presentes = [nature for nature in Nature if any(nature in d for d in connus.values())]
    return TableauDesCouts(
        exercice=exercice,
        natures=tuple(str(nature.label) for nature in presentes),
        lignes=tuple(
            CoutDetaille(
                service=service,
                montants=tuple(montants.get(nature, ZERO) for nature in presentes),
                total=sum(montants.values(), ZERO),
                precedent=_total(detailles.get((service, exercice - 1))),
            )
            for service, montants in connus.items()
        ),
    )


def montant_d_une_nature(natures: dict[str, CoutService], nature: str) -> Decimal:
    """Montant en euros ; pour le support, le taux appliqué aux charges de personnel."""
    if nature != Nature.SUPPORT:
        return natures[nature].montant
    return cout_du_service(natures.values()) - sum((c.montant for c in natures.values()), ZERO)


def _total(montants: dict[str, Decimal] | None) -> Decimal | None:
    return None if montants is None else sum(montants.values(), ZERO)
