"""D'où vient un montant voté : les mêmes mots sur sa page, celle de la commune et le rapport."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finances.calculs import CENTIME, arrondir
from finances.models import EvaluationCLECT, Participation
from finances.proratas import MontantProratise, annees_pleines, rapprocher
from gouvernance.francais import ABSENT, date_en_lettres, euros, insecables, nombre
from gouvernance.models import Collectivite, Deliberation


@dataclass(frozen=True, slots=True)
class Etape:
    """Une ligne du tableau qui mène au montant voté, puis à son effet."""

    libelle: str
    detail: str
    montant: str


@dataclass(frozen=True, slots=True)
class ExplicationMontant:
    titre: str
    phrases: tuple[str, ...]
    etapes: tuple[Etape, ...]


def expliquer_toutes(participations: Sequence[Participation]) -> dict[int, ExplicationMontant]:
    """Explication de chacune, sous sa clé ; l'année pleine se cherche parmi elles."""
    pleines = annees_pleines(participations)
    return {p.pk: expliquer(p, pleines.get(p.pk)) for p in participations}


def lire_explication(participation: Participation) -> ExplicationMontant:
    """Explication d'un montant, en une requête."""
    suivantes = Participation.objects.filter(
        payeur=participation.payeur,
        evaluation=participation.evaluation,
        exercice_debut__gt=participation.exercice_debut,
    )
    pleines = annees_pleines([participation, *suivantes])
    return expliquer(participation, pleines.get(participation.pk))


def expliquer(
    participation: Participation, annee_pleine: Participation | None = None
) -> ExplicationMontant:
    """Le montant voté fait foi : il est expliqué, jamais recalculé."""
    prorata = rapprocher(participation, annee_pleine)
    est_facture = participation.mode == Participation.Mode.REFACTURATION
    objet = f" : {participation.objet}" if est_facture else ""
    phrases = (
        _vote(participation),
        _calcul(participation),
        _couverture(participation, prorata),
        participation.explication,
        _sans_calcul(participation),
        _imputation(participation),
    )
    return ExplicationMontant(
        titre=insecables(f"{participation.exercices}{objet}"),
        phrases=tuple(insecables(phrase) for phrase in phrases if phrase),
        etapes=(
            *_etapes_du_calcul(participation),
            *_etapes_du_prorata(prorata),
            *_etapes_du_vote(participation),
        ),
    )


def _etat(participation: Participation) -> str:
    evaluation = participation.evaluation
    return "voté" if evaluation is None or evaluation.est_figee else "proposé"


def decision(evaluation: EvaluationCLECT | None, acte: Deliberation | None) -> str:
    """« CLECT du 11 avril 2019 ; conseil métropolitain, juin 2019 »."""
    decisions = []
    if evaluation:
        decisions.append(f"CLECT du {date_en_lettres(evaluation.date)}")
    if acte:
        decisions.append(f"{acte.assemblee}, {date_en_lettres(acte.date, acte.precision)}")
    return " ; ".join(decisions)


def _vote(participation: Participation) -> str:
    qui = decision(participation.evaluation, participation.deliberation)
    return f"Montant {_etat(participation)} : {euros(participation.montant)}" + (
        f" ({qui})." if qui else "."
    )


def _calcul(participation: Participation) -> str:
    ecart = participation.ecart_de_calcul
    if ecart is None:
        return ""
    debut = f"Les coûts et les clés donnent {euros(participation.montant_calcule)}"
    if not ecart:
        return f"{debut}, sans écart."
    motif = participation.motif_ecart.rstrip(".")
    return f"{debut} ; {_en_compte(ecart, _etat(participation))} : {motif}."


def _couverture(participation: Participation, prorata: MontantProratise | None) -> str:
    if participation.mois is None:
        return ""
    couvre = f"Il couvre {participation.mois} mois sur douze"
    if prorata is None:
        return f"{couvre}."
    phrase = (
        f"{couvre} : {euros(prorata.annuel)} × {_douziemes(prorata.mois)} = {_exact(prorata.exact)}"
    )
    if prorata.exact != prorata.arrondi:
        phrase += f", soit {euros(prorata.arrondi)} à l’euro le plus proche"
    return (
        f"{phrase} ; {_en_compte(prorata.ecart, _etat(participation))}."
        if prorata.ecart
        else f"{phrase}."
    )


def _en_compte(ecart: Decimal, etat: str) -> str:
    sens = "plus" if ecart > 0 else "moins"
    return f"le montant {etat} en compte {nombre(abs(ecart))} de {sens}"


def _sans_calcul(participation: Participation) -> str:
    if participation.montant_calcule is not None or not participation.montant:
        return ""
    cout = "du service" if participation.service_id else "des services"
    return (
        f"Les documents ne donnent ni le coût {cout} ni la clé qui le partage : "
        "une année pleine ne se recalcule pas."
    )


def _imputation(participation: Participation) -> str:
    if participation.mode == Participation.Mode.REFACTURATION:
        return (
            "Il n’est pas imputé sur l’attribution de compensation : "
            "la métropole le refacture à la commune."
        )
    if _est_la_metropole(participation):
        return "La métropole le garde à sa charge : aucune attribution de compensation ne change."
    if not participation.deja_valorise:
        return _baisse("L’attribution de compensation", participation.ajustement)
    return (
        "L’attribution de compensation en valorisait déjà "
        f"{euros(participation.deja_valorise)}. " + _baisse("Elle", participation.ajustement)
    )


def _est_la_metropole(participation: Participation) -> bool:
    return participation.payeur.nature == Collectivite.Nature.METROPOLE


def _baisse(sujet: str, ajustement: Decimal) -> str:
    if not ajustement:
        return f"{sujet} ne change pas."
    return f"{sujet} {'augmente' if ajustement > 0 else 'baisse'} de {euros(abs(ajustement))}."


def _etapes_du_calcul(participation: Participation) -> tuple[Etape, ...]:
    ecart = participation.ecart_de_calcul
    if ecart is None:
        return ()
    calcul = Etape("Montant calculé", "coûts et clés", euros(participation.montant_calcule))
    if not ecart:
        return (calcul,)
    return (calcul, Etape("Écart", participation.motif_ecart, euros(ecart, signe=True)))


def _etapes_du_prorata(prorata: MontantProratise | None) -> tuple[Etape, ...]:
    if prorata is None:
        return ()
    etapes = [
        Etape("Année pleine", prorata.annuel_exercices, euros(prorata.annuel)),
        Etape("Prorata", f"× {_douziemes(prorata.mois)}", _exact(prorata.exact)),
    ]
    if prorata.exact != prorata.arrondi:
        etapes.append(Etape("Arrondi", "à l’euro le plus proche", euros(prorata.arrondi)))
    if prorata.ecart:
        etapes.append(Etape("Écart", "montré, non corrigé", euros(prorata.ecart, signe=True)))
    return tuple(etapes)


def _etapes_du_vote(participation: Participation) -> tuple[Etape, ...]:
    montant = euros(participation.montant)
    qui = decision(participation.evaluation, participation.deliberation)
    vote = Etape(f"Montant {_etat(participation)}", insecables(qui), montant)
    if participation.mode == Participation.Mode.REFACTURATION:
        return vote, Etape("Facturé à la commune", "hors attribution de compensation", montant)
    if _est_la_metropole(participation):
        return vote, Etape("Effet sur les attributions", "part gardée par la métropole", ABSENT)
    effet = "Effet sur l’attribution"
    if not participation.deja_valorise:
        comment = "déduit en entier" if participation.montant else "rien à déduire"
        return vote, Etape(effet, comment, euros(participation.ajustement))
    deja = Etape("Déjà valorisé", "dans l’attribution", euros(participation.deja_valorise))
    return vote, deja, Etape(effet, "déjà valorisé moins voté", euros(participation.ajustement))


def _douziemes(mois: int) -> str:
    return f"{mois}/12"


def _exact(montant: Fraction) -> str:
    """Sans décimales s'il est entier, sinon au centime."""
    return euros(arrondir(montant, CENTIME), 0 if montant.denominator == 1 else 2)
