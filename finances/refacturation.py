"""Ce qui se paie par facture : participations refacturées et soldes au coût réel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from finances.attributions import choisir_exercice, en_clair, lire_exercices
from finances.calculs import ZERO
from finances.decomptes import decimales, somme_connue
from finances.models import Participation, Regularisation
from gouvernance.francais import euros, insecables
from gouvernance.models import Collectivite
from gouvernance.querysets import CollectiviteQuerySet

BASE_LEGALE = (
    "CGCT, art. L. 5211-4-2 : la convention règle les effets d’un service commun ; "
    "art. D. 5211-16, par analogie, pour le remboursement au coût unitaire constaté."
)
COLONNES = ("Montant voté", "Facturé", "Coût réel", "Solde", "À facturer")


@dataclass(frozen=True, slots=True)
class LigneFacturee:
    """Une participation de l'exercice, facturée ou déduite de l'attribution, et son solde."""

    objet: str
    exercices: str
    est_imputee: bool
    mois: int | None
    montant: Decimal
    cout_reel: Decimal | None
    solde: Decimal | None
    arretee_le: date | None
    decision: str
    explications: tuple[str, ...]
    adresse: str

    @property
    def facture(self) -> Decimal:
        """Ce qui est déduit de l'attribution ne se facture pas ; seul son solde se règle."""
        return ZERO if self.est_imputee else self.montant

    @property
    def a_facturer(self) -> Decimal:
        """Reste à la charge de la commune ; négatif, la métropole lui rend."""
        return self.facture + (self.solde or ZERO)

    @property
    def cellules(self) -> tuple[Decimal | None, ...]:
        return (self.montant, self.facture, self.cout_reel, self.solde, self.a_facturer)


@dataclass(frozen=True, slots=True)
class EtatRefacturation:
    """Tout ce qu'une commune règle par facture pour un exercice."""

    code_insee: str
    nom: str
    de: str
    exercice: int
    lignes: tuple[LigneFacturee, ...]

    @property
    def total(self) -> Decimal:
        return sum((ligne.a_facturer for ligne in self.lignes), ZERO)

    @property
    def totaux(self) -> tuple[Decimal | None, ...]:
        return totaliser(self.lignes)

    @property
    def base_legale(self) -> str:
        return insecables(BASE_LEGALE)

    @property
    def colonnes(self) -> tuple[str, ...]:
        return COLONNES

    @property
    def decimales(self) -> int:
        return decimales(montant for ligne in self.lignes for montant in ligne.cellules)

    @property
    def phrase(self) -> str:
        if not self.lignes:
            return f"Rien n’est refacturé à la commune en {self.exercice}."
        if not self.total:
            return "Le compte est soldé : rien ne reste à facturer."
        montant = euros(abs(self.total), self.decimales)
        if self.total < 0:
            return f"La métropole rend {montant} à la commune."
        return f"La métropole facture {montant} à la commune."


@dataclass(frozen=True, slots=True)
class PageRefacturation:
    """Tous les états des communes visibles, pour un exercice."""

    exercice: int
    exercices: tuple[int, ...]
    exercice_inconnu: str
    etats: tuple[EtatRefacturation, ...]

    @property
    def entetes(self) -> tuple[str, ...]:
        return ("Commune", "Objet", *COLONNES)

    @property
    def totaux(self) -> tuple[Decimal | None, ...]:
        return totaliser(tuple(ligne for etat in self.etats for ligne in etat.lignes))

    @property
    def decimales(self) -> int:
        return max((etat.decimales for etat in self.etats), default=0)


def totaliser(lignes: tuple[LigneFacturee, ...]) -> tuple[Decimal | None, ...]:
    """Dans l'ordre des colonnes ; sur les seuls montants connus."""
    return tuple(map(somme_connue, zip(*(ligne.cellules for ligne in lignes), strict=True)))


def construire_page(communes: CollectiviteQuerySet, demande: str) -> PageRefacturation:
    exercices = lire_exercices()
    exercice, inconnu = choisir_exercice(demande, exercices)
    etats = lire_etats(communes.communes(), exercice)
    return PageRefacturation(
        exercice, exercices, inconnu, tuple(etat for etat in etats if etat.lignes)
    )


def lire_etats(communes: Iterable[Collectivite], exercice: int) -> tuple[EtatRefacturation, ...]:
    """Un état par commune, dans leur ordre, en un nombre constant de requêtes."""
    liste = list(communes)
    soldes = _soldes(liste, exercice)
    facturees = (
        Participation.objects.applicables()
        .pour_exercice(exercice)
        .filter(Q(mode=Participation.Mode.REFACTURATION) | Q(pk__in=soldes), payeur__in=liste)
        .select_related("deliberation")
        .order_by("objet", "pk")
    )
    lignes = {commune.pk: [] for commune in liste}
    for participation in facturees:
        ligne = _ligne(participation, soldes.get(participation.pk))
        lignes[participation.payeur_id].append(ligne)
    return tuple(
        EtatRefacturation(
            code_insee=commune.code_insee,
            nom=commune.nom,
            de=commune.de,
            exercice=exercice,
            lignes=tuple(lignes[commune.pk]),
        )
        for commune in liste
    )


def _soldes(communes: list[Collectivite], exercice: int) -> dict[int, Regularisation]:
    regularisations = Regularisation.objects.filter(
        participation__payeur__in=communes, exercice=exercice
    )
    return {r.participation_id: r for r in regularisations.select_related("participation")}


def _ligne(participation: Participation, regularisation: Regularisation | None) -> LigneFacturee:
    decision = participation.deliberation
    explications = [participation.explication]
    if regularisation:
        explications.append(regularisation.explication)
    return LigneFacturee(
        objet=participation.objet,
        exercices=participation.exercices,
        est_imputee=participation.mode == Participation.Mode.IMPUTATION_AC,
        mois=participation.mois,
        montant=participation.montant,
        cout_reel=regularisation.cout_reel if regularisation else None,
        solde=regularisation.solde if regularisation else None,
        arretee_le=regularisation.date if regularisation else None,
        decision=en_clair(decision) if decision else "",
        explications=tuple(insecables(texte) for texte in explications if texte),
        adresse=participation.get_absolute_url(),
    )
