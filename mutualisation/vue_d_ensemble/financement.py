"""Qui paie quoi : l'exercice montré et celui d'avant, lus en une requête."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import CharField, IntegerField, Value
from django.urls import reverse

from finances.calculs import ZERO, par_habitant
from finances.models import Participation, TotalVote
from gouvernance.francais import INSECABLE, accord, euros, nombre
from mutualisation.vue_d_ensemble.partage import CommuneLue

PAYEURS_MONTRES = 25
IMPUTATION, REFACTURATION = Participation.Mode.IMPUTATION_AC, Participation.Mode.REFACTURATION


@dataclass(frozen=True, slots=True)
class MontantLu:
    """Participation, ou total voté s'il n'a pas de payeur."""

    payeur: int | None
    montant: Decimal
    exercice_debut: int
    exercice_fin: int | None
    mode: str

    def s_applique_en(self, annee: int) -> bool:
        return self.exercice_debut <= annee and (
            self.exercice_fin is None or annee <= self.exercice_fin
        )


@dataclass(frozen=True, slots=True)
class Payeur:
    """`longueur` : celle de sa barre, en centièmes de la plus longue."""

    nom: str
    montant: str
    adresse: str
    par_habitant: str
    longueur: str


@dataclass(frozen=True, slots=True)
class Financement:
    """Sommes de l'exercice, en euros ; `precedent` est vide si rien ne s'appliquait l'an d'avant.

    `communes` et `metropole` font les parts imputées, `refacture` se paie à part.
    """

    annee: int
    payeurs: tuple[Payeur, ...]
    autres: Payeur | None
    communes: Decimal
    metropole: Decimal
    refacture: Decimal
    vote: Decimal | None
    precedent: Decimal | None

    @property
    def impute(self) -> Decimal:
        return self.communes + self.metropole

    @property
    def ecart_au_vote(self) -> Decimal:
        return ZERO if self.vote is None else self.impute - self.vote

    @property
    def adresse(self) -> str:
        return adresse_des_participations(self.annee, mode=IMPUTATION)

    @property
    def adresse_des_communes(self) -> str:
        return adresse_des_participations(self.annee, mode=IMPUTATION, nature="commune")

    @property
    def adresse_de_la_metropole(self) -> str:
        return adresse_des_participations(self.annee, mode=IMPUTATION, nature="metropole")

    @property
    def adresse_de_la_refacturation(self) -> str:
        return adresse_des_participations(self.annee, mode=REFACTURATION)


def adresse_des_participations(annee: int, **filtres: int | str) -> str:
    """Celles de l'exercice, sans ce qu'une évaluation propose encore."""
    applicables = {"exercice": annee, "etat": "applicable"}
    return reverse("participation_liste", query={**applicables, **filtres})


def lire_montants(annee: int) -> tuple[MontantLu, ...]:
    """Participations et totaux votés qui s'appliquent à l'exercice ou au précédent."""
    exercices = ["exercice_debut", "exercice_fin"]
    parts = Participation.objects.applicables().qui_chevauchent(annee - 1, annee).order_by()
    votes = TotalVote.objects.applicables().qui_chevauchent(annee - 1, annee).order_by()
    sans_payeur = Value(None, output_field=IntegerField())
    lignes = parts.values_list("payeur", "montant", *exercices, "mode").union(
        votes.values_list(sans_payeur, "montant", *exercices, Value("", output_field=CharField())),
        all=True,
    )
    return tuple(MontantLu(*ligne) for ligne in lignes)


def par_payeur(lus: Iterable[MontantLu], annee: int) -> dict[int, Decimal]:
    """Ce que chaque payeur doit pour l'exercice, parts refacturées comprises."""
    sommes: dict[int, Decimal] = defaultdict(Decimal)
    for lu in lus:
        if lu.payeur is not None and lu.s_applique_en(annee):
            sommes[lu.payeur] += lu.montant
    return dict(sommes)


def presenter_le_financement(
    lus: Sequence[MontantLu], annee: int, communes: Sequence[CommuneLue]
) -> Financement:
    """Ce que chacun paie ; une commune et son CCAS sont un seul payeur."""
    parts = [lu for lu in lus if lu.payeur is not None and lu.s_applique_en(annee)]
    votes = [lu.montant for lu in lus if lu.payeur is None and lu.s_applique_en(annee)]
    avant = [
        lu.montant
        for lu in lus
        if lu.payeur is not None and lu.mode == IMPUTATION and lu.s_applique_en(annee - 1)
    ]
    cles = {commune.cle for commune in communes}
    imputees = [lu for lu in parts if lu.mode == IMPUTATION]
    payeurs, autres = _payeurs(annee, communes, par_payeur(lus, annee))
    return Financement(
        annee=annee,
        payeurs=payeurs,
        autres=autres,
        communes=sum((lu.montant for lu in imputees if lu.payeur in cles), ZERO),
        metropole=sum((lu.montant for lu in imputees if lu.payeur not in cles), ZERO),
        refacture=sum((lu.montant for lu in parts if lu.mode == REFACTURATION), ZERO),
        vote=sum(votes, ZERO) if votes else None,
        precedent=sum(avant, ZERO) if avant else None,
    )


def _payeurs(
    annee: int, communes: Sequence[CommuneLue], sommes: Mapping[int, Decimal]
) -> tuple[tuple[Payeur, ...], Payeur | None]:
    """Les plus gros payeurs par habitant, et ce que paient les autres ensemble."""
    payants = [
        (commune, sommes[commune.cle], _ratio(sommes[commune.cle], commune.population))
        for commune in communes
        if commune.cle in sommes
    ]
    payants.sort(key=lambda payant: (-(payant[2] or ZERO), -payant[1], payant[0].nom_de_tri))
    plus_haut = max((ratio or ZERO for _, _, ratio in payants), default=ZERO)
    montres, reste = payants[:PAYEURS_MONTRES], payants[PAYEURS_MONTRES:]
    return (
        tuple(
            Payeur(
                nom=commune.nom,
                montant=euros(somme),
                adresse=adresse_des_participations(annee, payeur=commune.cle),
                par_habitant="" if ratio is None else euros(ratio, 2 if ratio else 0),
                longueur=_longueur(ratio, plus_haut),
            )
            for commune, somme, ratio in montres
        ),
        _ensemble(annee, [somme for _, somme, _ in reste]),
    )


def _ensemble(annee: int, sommes: list[Decimal]) -> Payeur | None:
    if not sommes:
        return None
    combien = (
        f"{nombre(len(sommes))}{INSECABLE}{accord(len(sommes), 'autre commune', 'autres communes')}"
    )
    return Payeur(combien, euros(sum(sommes, ZERO)), adresse_des_participations(annee), "", "0")


def _ratio(montant: Decimal, population: int | None) -> Decimal | None:
    return par_habitant(montant, population) if population else None


def _longueur(ratio: Decimal | None, plus_haut: Decimal) -> str:
    if not ratio or not plus_haut:
        return "0"
    return str((100 * ratio / plus_haut).quantize(Decimal("0.1"), ROUND_HALF_UP))
