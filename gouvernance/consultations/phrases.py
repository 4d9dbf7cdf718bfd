"""Ce qu'il faut savoir d'une consultation, en toutes lettres."""

from gouvernance.francais import INSECABLE, accord, enumerer, nombre
from gouvernance.regles import (
    Attente,
    EtatConsultation,
    Issue,
    Position,
    RegleConsultation,
    exige_les_deux_tiers,
)


def phrases_d_etat(
    regle: RegleConsultation, etat: EtatConsultation, *, nommer: bool = True
) -> tuple[str, ...]:
    """Comptes, majorité et suites ; sans `nommer`, aucune commune n'y est citée."""
    phrases = [
        _compte(etat),
        *_voies(etat),
        _indispensables(etat) if nommer else "",
        _suffisantes(etat) if nommer else "",
        _suite(regle, etat),
    ]
    return tuple(phrase for phrase in phrases if phrase)


def _compte(etat: EtatConsultation) -> str:
    comptes = [
        (Position.FAVORABLE, "favorable", "favorables"),
        (Position.REPUTEE_FAVORABLE, "réputée favorable", "réputées favorables"),
        (Position.DEFAVORABLE, "défavorable", "défavorables"),
        (Position.MUETTE, "sans réponse à temps", "sans réponse à temps"),
        (Position.EN_ATTENTE, "en attente", "en attente"),
    ]
    dits = [
        f"{nombre(n)}{INSECABLE}{accord(n, un, des)}"
        for position, un, des in comptes
        if (n := len(etat.communes(position)))
    ]
    total = len(etat.positions)
    consultees = accord(total, "commune consultée", "communes consultées")
    return f"{nombre(total)} {consultees}{INSECABLE}: {enumerer(dits)}."


def _voies(etat: EtatConsultation) -> list[str]:
    """Ce qui manque par chaque voie, tant que la majorité n'est ni acquise ni perdue."""
    if etat.issue == Issue.INDETERMINEE:
        return [
            "La population en vigueur n’est pas connue de toutes les communes : choisissez un "
            "autre millésime pour compter la majorité."
        ]
    if etat.issue != Issue.POSSIBLE:
        return []
    phrases = []
    for voie in etat.voies:
        manques = [
            f"{nombre(n)} {accord(n, un, des)}"
            for n, un, des in [
                (voie.conseils_manquants, "conseil", "conseils"),
                (voie.habitants_manquants, "habitant", "habitants"),
            ]
            if n
        ]
        phrases.append(
            f"Pour {nombre(voie.conseils_requis)} conseils et {nombre(voie.habitants_requis)} "
            f"habitants, il manque {enumerer(manques)}."
        )
    return phrases


def _suffisantes(etat: EtatConsultation) -> str:
    """Combien de réponses suffisent, selon les communes qui les donnent."""
    if not etat.suffisantes:
        return ""
    au_mieux, toujours = etat.suffisantes
    requises = sorted(etat.indispensables)
    suffit = accord(au_mieux, "réponse favorable suffit", "réponses favorables suffisent")
    phrase = f"{nombre(au_mieux)} {suffit}"
    if requises:
        phrase = f"{enumerer(requises)} {accord(len(requises), 'comprise')}, {phrase}"
    if au_mieux == toujours:
        return f"{phrase}, quelles que soient les autres communes."
    return f"{phrase} au mieux, {nombre(toujours)} dans tous les cas."


def _indispensables(etat: EtatConsultation) -> str:
    if not etat.indispensables:
        return ""
    return f"Rien ne passe sans {enumerer(sorted(etat.indispensables))}."


def _suite(regle: RegleConsultation, etat: EtatConsultation) -> str:
    if exige_les_deux_tiers(regle, etat):
        return f"Le conseil métropolitain décide aux deux tiers de ses membres ({regle.reference})."
    if etat.issue == Issue.ACQUISE and regle.attente == Attente.MAJORITE_QUALIFIEE:
        return "La majorité qualifiée est réunie."
    if etat.issue == Issue.MANQUEE and regle.attente == Attente.MAJORITE_QUALIFIEE:
        return "La majorité qualifiée ne peut plus être réunie."
    if etat.issue == Issue.MANQUEE:
        return "L’accord de chaque commune concernée manque."
    return ""
