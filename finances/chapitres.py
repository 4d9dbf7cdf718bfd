"""Chapitre du rapport sur le financement des services communs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from finances.calculs import ZERO, ecart_d_arrondi
from finances.couts import TableauDesCouts, lire_couts_votes
from finances.models import EvaluationCLECT, Participation, TotalVote
from finances.proratas import MontantProratise, rapprocher_toutes
from gouvernance.chapitres import Identite, identifier
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite


@dataclass(frozen=True, slots=True)
class Seance:
    jour: date
    objet: str
    resultat: str
    methode: str
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExerciceVote:
    """Colonne du tableau : un exercice, le total voté par la CLECT, la somme des parts."""

    annee: int
    libelle: str
    total_vote: Decimal
    somme_des_parts: Decimal
    total_ajustements: Decimal
    explication: str

    @property
    def ecart(self) -> Decimal:
        return ecart_d_arrondi(self.total_vote, [self.somme_des_parts])


@dataclass(frozen=True, slots=True)
class MontantAnnuel:
    participation: Decimal
    deja_valorise: Decimal
    ajustement: Decimal
    mois: int | None
    explication: str


@dataclass(frozen=True, slots=True)
class LignePayeur:
    """Un payeur et, dans l'ordre des exercices du tableau, ce qu'il supporte."""

    nom: str
    libelle: str
    payeur: Identite
    est_metropole: bool
    montants: tuple[MontantAnnuel | None, ...]

    def participation(self, rang: int) -> Decimal:
        montant = self.montants[rang]
        return montant.participation if montant else ZERO


@dataclass(frozen=True, slots=True)
class Facture:
    """Participation refacturée à la commune, hors attribution de compensation."""

    nom: str
    payeur: Identite
    objet: str
    exercices: str
    annees: tuple[int, ...]
    montant: Decimal
    mois: int | None
    decision: str
    explication: str


@dataclass(frozen=True, slots=True)
class ChapitreFinancement:
    seances: tuple[Seance, ...]
    exercices: tuple[ExerciceVote, ...]
    lignes: tuple[LignePayeur, ...]
    factures: tuple[Facture, ...]
    proratises: tuple[MontantProratise, ...]
    couts: TableauDesCouts

    @property
    def communes(self) -> tuple[LignePayeur, ...]:
        return tuple(ligne for ligne in self.lignes if not ligne.est_metropole)

    @property
    def ecarts_au_prorata(self) -> tuple[MontantProratise, ...]:
        """Montants d'une partie d'année qui ne sont pas le prorata arrondi de l'année pleine."""
        return tuple(montant for montant in self.proratises if montant.ecart)

    @property
    def deja_valorises(self) -> tuple[tuple[str, MontantAnnuel], ...]:
        """Payeurs dont l'AC valorise déjà une part, pour le dernier exercice du tableau."""
        derniers = ((ligne.libelle, ligne.montants[-1]) for ligne in self.lignes if ligne.montants)
        return tuple(
            (nom, montant) for nom, montant in derniers if montant and montant.deja_valorise
        )


def libelle_du_payeur(payeur: Collectivite) -> str:
    """« Chenôve et son CCAS » : la CLECT ne distingue pas la part du CCAS."""
    return f"{payeur.nom} et son CCAS" if hasattr(payeur, "ccas") else payeur.nom


def lire_financement(annee: int) -> ChapitreFinancement:
    """Participations de l'exercice et du précédent, telles que votées."""
    annees = [annee - 1, annee]
    totaux = list(
        TotalVote.objects.applicables().filter(_porte_sur(annees)).order_by("evaluation__date")
    )
    # Les exercices suivants disent l'année pleine d'un montant partiel.
    votees = list(
        Participation.objects.applicables().qui_chevauchent(annee - 1, None).avec_relations()
    )
    participations = [p for p in votees if any(_couvre(p, an) for an in annees)]
    imputees = [p for p in participations if p.mode == Participation.Mode.IMPUTATION_AC]
    refacturees = [p for p in participations if p.mode == Participation.Mode.REFACTURATION]
    exercices = tuple(
        _exercice(an, votes, [p for p in imputees if _couvre(p, an)])
        for an in annees
        if (votes := [total for total in totaux if _couvre(total, an)])
    )
    return ChapitreFinancement(
        seances=_seances(annee),
        exercices=exercices,
        lignes=_lignes(imputees, [exercice.annee for exercice in exercices]),
        factures=tuple(_facture(p, annees) for p in refacturees),
        proratises=tuple(m for m in rapprocher_toutes(votees) if m.exercice in annees),
        couts=lire_couts_votes(annee),
    )


def _porte_sur(annees: list[int]) -> Q:
    return Q(exercice_debut__lte=max(annees)) & (
        Q(exercice_fin=None) | Q(exercice_fin__gte=min(annees))
    )


def _couvre(ligne: TotalVote | Participation, annee: int) -> bool:
    return ligne.exercice_debut <= annee and (
        ligne.exercice_fin is None or annee <= ligne.exercice_fin
    )


def _exercice(annee: int, votes: list[TotalVote], parts: list[Participation]) -> ExerciceVote:
    """Un exercice ; plusieurs évaluations peuvent s'y ajouter, chacune avec son total."""
    ouvert = any(vote.exercice_debut == annee and vote.exercice_fin is None for vote in votes)
    return ExerciceVote(
        annee=annee,
        libelle=f"{annee} et suivants" if ouvert else str(annee),
        total_vote=sum((vote.montant for vote in votes), ZERO),
        somme_des_parts=sum((p.montant for p in parts), ZERO),
        total_ajustements=sum((p.ajustement for p in parts), ZERO),
        explication=" ".join(vote.explication_ecart for vote in votes if vote.explication_ecart),
    )


def _lignes(participations: list[Participation], annees: list[int]) -> tuple[LignePayeur, ...]:
    payeurs = {p.payeur_id: p.payeur for p in participations}
    metropole = Collectivite.Nature.METROPOLE
    ordre = sorted(payeurs.values(), key=lambda p: (p.nature == metropole, p.nom_de_tri))
    return tuple(
        LignePayeur(
            nom=payeur.nom,
            libelle=libelle_du_payeur(payeur),
            payeur=identifier(payeur),
            est_metropole=payeur.nature == metropole,
            montants=tuple(
                _montant([p for p in participations if p.payeur_id == payeur.pk and _couvre(p, an)])
                for an in annees
            ),
        )
        for payeur in ordre
    )


def _montant(parts: list[Participation]) -> MontantAnnuel | None:
    if not parts:
        return None
    return MontantAnnuel(
        participation=sum((p.montant for p in parts), ZERO),
        deja_valorise=sum((p.deja_valorise for p in parts), ZERO),
        ajustement=sum((p.ajustement for p in parts), ZERO),
        mois=parts[0].mois,
        explication=" ".join(p.explication for p in parts if p.explication),
    )


def _facture(participation: Participation, annees: list[int]) -> Facture:
    decision = participation.deliberation
    return Facture(
        nom=participation.payeur.nom,
        payeur=identifier(participation.payeur),
        objet=participation.objet,
        exercices=participation.exercices,
        annees=tuple(annee for annee in annees if _couvre(participation, annee)),
        montant=participation.montant,
        mois=participation.mois,
        decision=f"{decision.assemblee}, {date_en_lettres(decision.date, decision.precision)}"
        if decision
        else "",
        explication=participation.explication,
    )


def _seances(annee: int) -> tuple[Seance, ...]:
    evaluations = EvaluationCLECT.objects.filter(date__year__lte=annee).order_by("date")
    return tuple(
        Seance(
            jour=evaluation.date,
            objet=evaluation.objet,
            resultat=evaluation.resultat,
            methode=evaluation.methode,
            decisions=tuple(
                f"{d.assemblee}, {date_en_lettres(d.date, d.precision)}"
                for d in evaluation.deliberations.all()
            ),
        )
        for evaluation in evaluations.prefetch_related("deliberations")
    )
