"""Population légale et sièges des communes membres, la veille et le dernier jour d'une période."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from gouvernance.models import Collectivite, Population, Sieges
from mutualisation.vue_d_ensemble.changements.periode import Periode


@dataclass(frozen=True, slots=True)
class Evolution:
    """Une commune ; `None` : inconnu, ou la commune n'était pas membre."""

    commune: str
    adresse: str
    avant: int | None
    apres: int | None

    @property
    def ecart(self) -> int | None:
        return None if None in (self.avant, self.apres) else self.apres - self.avant


@dataclass(frozen=True, slots=True)
class Habitants:
    """Seules les communes où quelque chose a changé figurent dans `populations` et `sieges`."""

    populations: tuple[Evolution, ...]
    population: Evolution
    sieges: tuple[Evolution, ...]
    total_des_sieges: Evolution

    @property
    def a_change(self) -> bool:
        return bool(self.populations or self.sieges)


def lire_habitants(periode: Periode) -> Habitants:
    populations = _populations(periode)
    sieges = _sieges(periode)
    return Habitants(
        populations=_changees(populations),
        population=_total(populations),
        sieges=_changees(sieges),
        total_des_sieges=_total(sieges),
    )


def _populations(periode: Periode) -> list[Evolution]:
    """Population totale de chaque membre, la dernière en vigueur chacun des deux jours."""

    def en_vigueur(annee: int) -> Subquery:
        connues = Population.objects.filter(
            collectivite=OuterRef("pk"), totale__isnull=False, en_vigueur__lte=annee
        )
        return Subquery(connues.order_by("-millesime").values("totale")[:1])

    communes = (
        Collectivite.objects.communes()
        .qui_chevauchent(periode.veille, periode.au)
        .annotate(avant=en_vigueur(periode.veille.year), apres=en_vigueur(periode.au.year))
    )
    return [
        Evolution(
            commune.nom,
            commune.get_absolute_url(),
            commune.avant if commune.est_en_cours_le(periode.veille) else None,
            commune.apres if commune.est_en_cours_le(periode.au) else None,
        )
        for commune in communes
    ]


def _sieges(periode: Periode) -> list[Evolution]:
    """Sièges au conseil métropolitain, dans la mandature de chacun des deux jours."""
    en_cours = Q(mandature__date_debut__lte=periode.au) & (
        Q(mandature__date_fin=None) | Q(mandature__date_fin__gte=periode.veille)
    )
    par_commune = defaultdict(dict)
    sieges = Sieges.objects.filter(en_cours).select_related("mandature", "commune")
    for ligne in sieges.order_by("commune__nom_de_tri", "pk"):
        for moment, jour in (("avant", periode.veille), ("apres", periode.au)):
            if ligne.mandature.est_en_cours_le(jour):
                par_commune[ligne.commune][moment] = ligne.nombre
    return [
        Evolution(commune.nom, commune.get_absolute_url(), lus.get("avant"), lus.get("apres"))
        for commune, lus in par_commune.items()
    ]


def _changees(evolutions: Iterable[Evolution]) -> tuple[Evolution, ...]:
    return tuple(evolution for evolution in evolutions if evolution.avant != evolution.apres)


def _total(evolutions: Iterable[Evolution]) -> Evolution:
    evolutions = list(evolutions)

    def somme(moment: str) -> int | None:
        connus = [getattr(evolution, moment) for evolution in evolutions]
        connus = [nombre for nombre in connus if nombre is not None]
        return sum(connus) if connus else None

    return Evolution("Ensemble", "", somme("avant"), somme("apres"))
