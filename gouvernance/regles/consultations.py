"""Ce que l'on demande aux communes : délai, sens du silence, majorité."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gouvernance.regles.delais import echeance_en_mois
from gouvernance.regles.majorites import (
    Voie,
    indispensables,
    majorite_qualifiee,
    reponses_suffisantes,
    voies_de_la_majorite_qualifiee,
)


class Silence(StrEnum):
    FAVORABLE = "favorable"
    SANS_EFFET = "sans effet"
    REFUS = "refus"


class Attente(StrEnum):
    """Ce que la consultation attend des communes."""

    AVIS = "avis"
    MAJORITE_QUALIFIEE = "majorité qualifiée"
    UNANIMITE = "accord de chacune"


class Position(StrEnum):
    FAVORABLE = "favorable"
    DEFAVORABLE = "défavorable"
    REPUTEE_FAVORABLE = "réputée favorable"
    MUETTE = "sans réponse"
    EN_ATTENTE = "en attente"


class Issue(StrEnum):
    ACQUISE = "acquise"
    POSSIBLE = "encore possible"
    MANQUEE = "manquée"
    INDETERMINEE = "indéterminée"


@dataclass(frozen=True, slots=True)
class RegleConsultation:
    code: str
    libelle: str
    mois: int | None
    silence: Silence
    attente: Attente
    phrase_du_silence: str
    reference: str

    def echeance(self, transmise_le: date) -> date | None:
        """Dernier jour pour répondre, inclus ; rien quand la loi ne fixe pas de délai."""
        return echeance_en_mois(transmise_le, self.mois) if self.mois else None


REGLES = {
    regle.code: regle
    for regle in [
        RegleConsultation(
            "commune_seule",
            "Avis de la seule commune concernée",
            3,
            Silence.FAVORABLE,
            Attente.AVIS,
            "Sans réponse, l’avis est réputé favorable. Un avis défavorable oblige le conseil "
            "métropolitain à décider aux deux tiers de ses membres.",
            "CGCT, art. L. 5211-57",
        ),
        RegleConsultation(
            "schema",
            "Avis sur le schéma de mutualisation",
            3,
            Silence.FAVORABLE,
            Attente.AVIS,
            "Sans réponse, l’avis est réputé favorable.",
            "CGCT, art. L. 5211-39-1",
        ),
        RegleConsultation(
            "pacte",
            "Avis sur le pacte de gouvernance",
            2,
            Silence.SANS_EFFET,
            Attente.AVIS,
            "Sans réponse, le conseil métropolitain peut délibérer quand même.",
            "CGCT, art. L. 5211-11-2",
        ),
        RegleConsultation(
            "rapport_clect",
            "Approbation du rapport de la CLECT",
            3,
            Silence.REFUS,
            Attente.MAJORITE_QUALIFIEE,
            "Sans réponse, la commune n’est pas comptée parmi celles qui approuvent. Faute de "
            "majorité, le préfet fixe le coût des charges.",
            "CGI, art. 1609 nonies C, IV ; CGCT, art. L. 5211-5, II",
        ),
        RegleConsultation(
            "attribution_libre",
            "Fixation libre de l’attribution de compensation",
            None,
            Silence.REFUS,
            Attente.UNANIMITE,
            "Sans accord de la commune, son attribution de compensation ne change pas.",
            "CGI, art. 1609 nonies C, V, 1° bis",
        ),
        RegleConsultation(
            "adhesion",
            "Adhésion à un service commun",
            None,
            Silence.REFUS,
            Attente.UNANIMITE,
            "Sans délibération concordante, la commune n’adhère pas.",
            "CGCT, art. L. 5211-4-2",
        ),
    ]
}


@dataclass(frozen=True, slots=True)
class ReponseRecue:
    """Ce qu'une commune a répondu ; `favorable` est vide tant qu'elle n'a pas délibéré."""

    commune: str
    transmise_le: date
    favorable: bool | None = None
    rendue_le: date | None = None


@dataclass(frozen=True, slots=True)
class EtatConsultation:
    """Où en est une consultation un jour donné."""

    positions: Mapping[str, Position]
    tardives: frozenset[str]
    issue: Issue
    voies: tuple[Voie, ...]
    indispensables: frozenset[str]
    suffisantes: tuple[int, int] | None = None

    def communes(self, *positions: Position) -> list[str]:
        return [commune for commune, position in self.positions.items() if position in positions]


def est_tardive(reponse: ReponseRecue, regle: RegleConsultation) -> bool:
    """Vrai si la commune a délibéré après l'échéance : sa réponse est gardée, sans effet.

    Unités : jours de calendrier.
    Erreurs : aucune.
    Source : celle de la règle.
    """
    echeance = regle.echeance(reponse.transmise_le)
    return bool(echeance and reponse.rendue_le and reponse.rendue_le > echeance)


def position_le(reponse: ReponseRecue, regle: RegleConsultation, jour: date) -> Position:
    """Position d'une commune un jour donné ; le silence n'a d'effet qu'après l'échéance.

    Unités : jours de calendrier.
    Erreurs : aucune.
    Source : celle de la règle.
    """
    echeance = regle.echeance(reponse.transmise_le)
    rendue = reponse.rendue_le
    if reponse.favorable is not None and rendue <= jour and not est_tardive(reponse, regle):
        return Position.FAVORABLE if reponse.favorable else Position.DEFAVORABLE
    if echeance is None or jour <= echeance:
        return Position.EN_ATTENTE
    if regle.silence == Silence.FAVORABLE:
        return Position.REPUTEE_FAVORABLE
    return Position.MUETTE


def etat_le(
    regle: RegleConsultation,
    reponses: Sequence[ReponseRecue],
    populations: Mapping[str, int],
    jour: date,
) -> EtatConsultation:
    """État d'une consultation un jour donné, majorité comprise.

    `populations` ne sert qu'à la majorité qualifiée : elle couvre alors chaque commune, ou
    elle est vide et l'issue reste indéterminée.

    Unités : jours de calendrier ; habitants, population totale.
    Erreurs : `ValueError` si une population manque à la majorité qualifiée.
    Source : celle de la règle.
    """
    positions = {r.commune: position_le(r, regle, jour) for r in reponses}
    favorables = _celles(positions, Position.FAVORABLE, Position.REPUTEE_FAVORABLE)
    attendues = _celles(positions, Position.EN_ATTENTE)
    voies, manquantes, suffisantes = (), set(), None
    issue = issue_des_positions(regle, positions, populations)
    if regle.attente != Attente.MAJORITE_QUALIFIEE:
        unanime = regle.attente == Attente.UNANIMITE
        manquantes = attendues if unanime and issue == Issue.POSSIBLE else set()
    elif populations:
        peuples = _populations_de(positions, populations)
        voies = voies_de_la_majorite_qualifiee(favorables, peuples)
        manquantes = indispensables(favorables, attendues, peuples)
        suffisantes = reponses_suffisantes(favorables, attendues, peuples)
    tardives = frozenset(r.commune for r in reponses if est_tardive(r, regle))
    return EtatConsultation(positions, tardives, issue, voies, frozenset(manquantes), suffisantes)


def issue_des_positions(
    regle: RegleConsultation, positions: Mapping[str, Position], populations: Mapping[str, int]
) -> Issue:
    """Ce que décident les positions des communes.

    Unités, erreurs et source : celles de `etat_le`.
    """
    favorables = _celles(positions, Position.FAVORABLE, Position.REPUTEE_FAVORABLE)
    attendues = _celles(positions, Position.EN_ATTENTE)
    if regle.attente != Attente.MAJORITE_QUALIFIEE:
        contre = _celles(positions, Position.DEFAVORABLE, Position.MUETTE)
        manquee = regle.attente == Attente.UNANIMITE and contre
        return _issue(not attendues and not manquee, not manquee)
    if not populations:
        return Issue.INDETERMINEE
    peuples = _populations_de(positions, populations)
    return _issue(
        majorite_qualifiee(favorables, peuples),
        majorite_qualifiee(favorables | attendues, peuples),
    )


def _issue(acquise: bool, possible: bool) -> Issue:
    if acquise:
        return Issue.ACQUISE
    return Issue.POSSIBLE if possible else Issue.MANQUEE


def _populations_de(positions: Mapping[str, Position], connues: Mapping[str, int]) -> dict:
    if absentes := positions.keys() - connues.keys():
        raise ValueError(f"Population inconnue : {', '.join(sorted(absentes))}.")
    return {commune: connues[commune] for commune in positions}


def premiere_transmission_ouverte(regle: RegleConsultation, jour: date) -> date | None:
    """Première transmission dont le délai court encore ce jour-là ; rien sans délai.

    Le délai d'une transmission plus tardive ne finit jamais plus tôt.

    Unités : jours de calendrier.
    Erreurs : aucune.
    Source : celle de la règle.
    """
    if not regle.mois:
        return None
    transmission = jour - timedelta(days=31 * regle.mois)
    while regle.echeance(transmission) < jour:
        transmission += timedelta(days=1)
    return transmission


def exige_les_deux_tiers(regle: RegleConsultation, etat: EtatConsultation) -> bool:
    """Vrai si le conseil métropolitain doit décider aux deux tiers de ses membres.

    Unités : sans objet.
    Erreurs : aucune.
    Source : CGCT, art. L. 5211-57 (avis défavorable de la commune) ; CGI, art. 1609 nonies C,
    V, 1° bis (fixation libre, toujours).
    """
    if regle.code == "attribution_libre":
        return True
    return regle.code == "commune_seule" and bool(etat.communes(Position.DEFAVORABLE))


def premier_jour_du_silence(regle: RegleConsultation, transmise_le: date) -> date | None:
    """Jour où le silence prend effet : le lendemain de l'échéance.

    Unités : jours de calendrier.
    Erreurs : aucune.
    Source : celle de la règle.
    """
    echeance = regle.echeance(transmise_le)
    return echeance + timedelta(days=1) if echeance else None


def _celles(positions: Mapping[str, Position], *voulues: Position) -> set[str]:
    return {commune for commune, position in positions.items() if position in voulues}
