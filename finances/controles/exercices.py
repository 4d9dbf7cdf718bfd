"""Exercices d'une évaluation : ni trou, ni chevauchement, et chaque payeur sur tous."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from finances.models import EvaluationCLECT, Participation, TotalVote
from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import date_en_lettres
from gouvernance.models import Instance, Seance


def exercices_de_l_evaluation() -> Iterator[Constat]:
    """Les payeurs d'une évaluation ont les exercices dont elle vote le total."""
    votes = defaultdict(list)
    for total in TotalVote.objects.applicables().order_by("exercice_debut", "pk"):
        votes[total.evaluation_id].append((total.exercice_debut, total.exercice_fin))
    payes, evaluations, payeurs = defaultdict(list), {}, {}
    imputees = Participation.objects.applicables().imputees()
    for part in imputees.select_related("evaluation", "payeur"):
        if part.evaluation_id in votes:
            cle = (part.evaluation_id, part.payeur_id, part.service_id, part.objet)
            payes[cle].append((part.exercice_debut, part.exercice_fin))
            evaluations[part.evaluation_id], payeurs[part.payeur_id] = part.evaluation, part.payeur
    for (evaluation, payeur, *_), exercices in sorted(payes.items(), key=str):
        attendus = votes[evaluation]
        if sorted(exercices, key=str) != sorted(attendus, key=str):
            yield Constat(
                cle=f"{evaluations[evaluation].date}:{payeurs[payeur].nom}",
                phrase=f"{payeurs[payeur]} n’a pas les exercices de son évaluation.",
                annonce=_ecrire(exercices),
                calcule=f"{_ecrire(attendus)} pour le total voté",
                annee=min(debut for debut, _ in exercices),
                lignes=(ligne_de(evaluations[evaluation]),),
            )


def _ecrire(exercices: list[tuple[int, int | None]]) -> str:
    bornes = sorted(exercices, key=lambda bornes: bornes[0])
    return " ; ".join(
        f"{debut} et suivants" if fin is None else str(debut) if fin == debut else f"{debut}-{fin}"
        for debut, fin in bornes
    )


def totaux_qui_se_suivent() -> Iterator[Constat]:
    """Les totaux d'une évaluation se suivent d'exercice en exercice, depuis l'année de sa date."""
    par_evaluation = defaultdict(list)
    totaux = TotalVote.objects.applicables().select_related("evaluation")
    for total in totaux.order_by("exercice_debut", "pk"):
        par_evaluation[total.evaluation].append((total.exercice_debut, total.exercice_fin))
    for evaluation, exercices in par_evaluation.items():
        suite = all(
            fin is not None and debut == fin + 1 for (_, fin), (debut, _) in pairwise(exercices)
        )
        premier = exercices[0][0]
        if not suite or premier < evaluation.date.year or premier > evaluation.date.year + 1:
            yield Constat(
                cle=str(evaluation.date),
                phrase=f"{evaluation} : les exercices des totaux votés se chevauchent, laissent un "
                "trou ou ne suivent pas l’évaluation.",
                annonce=_ecrire(exercices),
                calcule=date_en_lettres(evaluation.date),
                annee=premier,
                lignes=(ligne_de(evaluation),),
            )


def evaluations_sans_seance() -> Iterator[Constat]:
    """Une évaluation est d'un jour où la commission se réunit, si ses séances sont saisies."""
    jours = set(
        Seance.objects.filter(instance__nature=Instance.Nature.CLECT).values_list("jour", flat=True)
    )
    for evaluation in EvaluationCLECT.objects.order_by("date", "pk"):
        if jours and evaluation.date not in jours:
            yield Constat(
                cle=f"{evaluation.date}:{evaluation.objet}"[:300],
                phrase=f"{evaluation} : la commission ne s’est pas réunie ce jour-là.",
                annonce=date_en_lettres(evaluation.date),
                calcule=" ; ".join(map(date_en_lettres, sorted(jours))),
                annee=evaluation.date.year,
                lignes=(ligne_de(evaluation),),
            )


CONTROLES = (
    Controle(
        "exercices-payes",
        "Payeur qui n’a pas les exercices de l’évaluation",
        "Chaque adhérent a une ligne, même nulle, pour chaque exercice dont le total est voté.",
        "CGI, art. 1609 nonies C, IV",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        exercices_de_l_evaluation,
    ),
    Controle(
        "exercices-votes",
        "Exercices votés qui se chevauchent ou laissent un trou",
        "Un total vaut jusqu’à ce qu’un autre le remplace.",
        "CGI, art. 1609 nonies C, IV",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        totaux_qui_se_suivent,
    ),
    Controle(
        "evaluations-et-seances",
        "Évaluation d’un jour sans séance de la commission",
        "Le rapport d’évaluation est adopté par la commission réunie.",
        "CGI, art. 1609 nonies C, IV",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        evaluations_sans_seance,
    ),
)
