"""Page d'une évaluation de la CLECT : ce qui est voté, ce que chacun paie, ce qui s'écarte."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from finances.calculs import ZERO, ecart_d_arrondi
from finances.chapitres import libelle_du_payeur
from finances.couts import TableauDesCouts, lire_couts_evalues
from finances.explication import decision
from finances.graphiques import evolution_du_cout, graphiques_des_parts
from finances.models import EvaluationCLECT, Participation, TotalVote
from finances.proratas import MontantProratise, rapprocher_toutes
from gouvernance.consultations.contenu import ConsultationLue, lire_consultations
from gouvernance.graphiques import Graphique
from gouvernance.models import Collectivite, Consultation

DROITS_DE_CONSULTER = ["finances.change_evaluationclect", "gouvernance.add_consultation"]


@dataclass(frozen=True, slots=True)
class ExerciceEvalue:
    """Un exercice : le total voté, s'il l'est, face à la somme de toutes les parts."""

    annee: int
    libelle: str
    total_vote: Decimal | None
    somme_des_parts: Decimal
    explication: str

    @property
    def ecart(self) -> Decimal:
        if self.total_vote is None:
            return ZERO
        return ecart_d_arrondi(self.total_vote, [self.somme_des_parts])


@dataclass(frozen=True, slots=True)
class Part:
    montant: Decimal
    ecart_de_calcul: Decimal | None
    motif: str
    adresse: str


@dataclass(frozen=True, slots=True)
class LignePayeur:
    """Un payeur, pour tous ses services ou un seul, dans l'ordre des exercices."""

    libelle: str
    precision: str
    parts: tuple[Part | None, ...]


@dataclass(frozen=True, slots=True)
class PageEvaluation:
    """Les totaux sont ceux de tous ; les lignes, celles que la personne peut lire."""

    evaluation: EvaluationCLECT
    suites: tuple[str, ...]
    exercices: tuple[ExerciceEvalue, ...]
    lignes: tuple[LignePayeur, ...]
    proratises: tuple[MontantProratise, ...]
    couts: tuple[TableauDesCouts, ...]
    evolution: Graphique | None
    graphiques: tuple[Graphique, ...]
    consultation: ConsultationLue | None
    peut_consulter: bool

    @property
    def ecarts_au_prorata(self) -> tuple[MontantProratise, ...]:
        return tuple(montant for montant in self.proratises if montant.ecart)

    @property
    def a_un_calcul(self) -> bool:
        parts = (part for ligne in self.lignes for part in ligne.parts if part)
        return any(part.ecart_de_calcul is not None for part in parts)


def construire_page(evaluation: EvaluationCLECT, utilisateur) -> PageEvaluation:
    """Page de l'évaluation pour cette personne, en un nombre constant de requêtes."""
    toutes = Participation.objects.filter(evaluation=evaluation)
    visibles = list(toutes.visibles_par(utilisateur).avec_relations())
    exercices = _exercices(evaluation, visibles)
    lignes = _lignes(visibles, [exercice.annee for exercice in exercices])
    return PageEvaluation(
        evaluation=evaluation,
        suites=tuple(decision(None, acte) for acte in evaluation.deliberations.all()),
        exercices=exercices,
        lignes=lignes,
        proratises=rapprocher_toutes(visibles),
        couts=lire_couts_evalues(evaluation),
        evolution=evolution_du_cout([(e.libelle, e.total_vote) for e in exercices if e.total_vote]),
        graphiques=_graphiques(exercices, lignes) if utilisateur.is_staff else (),
        consultation=_consultation(evaluation, utilisateur),
        peut_consulter=(
            evaluation.etat == EvaluationCLECT.Etat.ADOPTEE
            and evaluation.consultation_id is None
            and utilisateur.has_perms(DROITS_DE_CONSULTER)
        ),
    )


def _consultation(evaluation: EvaluationCLECT, utilisateur) -> ConsultationLue | None:
    """Où en est, aujourd'hui, l'accord des communes sur ce rapport."""
    if evaluation.consultation_id is None:
        return None
    visibles = Consultation.objects.visibles_par(utilisateur).filter(pk=evaluation.consultation_id)
    return next(iter(lire_consultations(visibles, timezone.localdate())), None)


def _exercices(
    evaluation: EvaluationCLECT, visibles: Iterable[Participation]
) -> tuple[ExerciceEvalue, ...]:
    """Exercices votés, publiés en entier, et ceux des participations."""
    lignes = Participation.objects.filter(evaluation=evaluation).order_by()
    sommes = dict(lignes.values_list("exercice_debut").annotate(Sum("montant")))
    votes: dict[int, TotalVote] = {vote.exercice_debut: vote for vote in evaluation.totaux.all()}
    libelles = {p.exercice_debut: p.exercices for p in visibles}
    libelles |= {annee: vote.exercices for annee, vote in votes.items()}
    return tuple(
        ExerciceEvalue(
            annee=annee,
            libelle=libelles.get(annee, str(annee)),
            total_vote=votes[annee].montant if annee in votes else None,
            somme_des_parts=sommes.get(annee, ZERO),
            explication=votes[annee].explication_ecart if annee in votes else "",
        )
        for annee in sorted(sommes.keys() | votes.keys())
    )


def _lignes(participations: list[Participation], annees: list[int]) -> tuple[LignePayeur, ...]:
    rangees: dict[tuple, dict[int, Participation]] = {}
    for p in sorted(participations, key=_rang):
        rangees.setdefault((p.payeur_id, p.service_id, p.objet), {})[p.exercice_debut] = p
    plusieurs_objets = len({objet for _, _, objet in rangees}) > 1
    return tuple(
        LignePayeur(
            libelle=libelle_du_payeur(next(iter(parts.values())).payeur),
            precision=objet if plusieurs_objets else "",
            parts=tuple(_part(parts.get(annee)) for annee in annees),
        )
        for (_, _, objet), parts in rangees.items()
    )


def _rang(participation: Participation) -> tuple[bool, str, str, int]:
    """La métropole à la fin, les communes par nom."""
    payeur = participation.payeur
    est_metropole = payeur.nature == Collectivite.Nature.METROPOLE
    return est_metropole, payeur.nom_de_tri, participation.objet, participation.exercice_debut


def _part(participation: Participation | None) -> Part | None:
    if participation is None:
        return None
    return Part(
        montant=participation.montant,
        ecart_de_calcul=participation.ecart_de_calcul,
        motif=participation.motif_ecart,
        adresse=participation.get_absolute_url(),
    )


def _graphiques(
    exercices: tuple[ExerciceEvalue, ...], lignes: tuple[LignePayeur, ...]
) -> tuple[Graphique, ...]:
    """Qui paie quoi, au dernier exercice."""
    if not exercices:
        return ()
    totaux: dict[str, Decimal] = {}
    for ligne in lignes:
        part = ligne.parts[-1]
        totaux[ligne.libelle] = totaux.get(ligne.libelle, ZERO) + (part.montant if part else ZERO)
    return graphiques_des_parts(totaux, exercices[-1].libelle)
