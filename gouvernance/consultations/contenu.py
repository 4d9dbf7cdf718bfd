"""Où en sont les consultations : une lecture, des données figées, à une date choisie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gouvernance.francais import INSECABLE, accord, enumerer, nombre
from gouvernance.models import Collectivite, Consultation, Population, ReponseCommune
from gouvernance.regles import (
    Attente,
    EtatConsultation,
    Issue,
    Position,
    RegleConsultation,
    ReponseRecue,
    est_tardive,
    etat_le,
    exige_les_deux_tiers,
)


@dataclass(frozen=True, slots=True)
class ReponseLue:
    cle: int
    commune: str
    code_insee: str
    transmise_le: date
    echeance: date | None
    position: Position
    rendue_le: date | None
    est_tardive: bool
    est_indispensable: bool
    population: int | None
    observations: str
    deliberation: str


@dataclass(frozen=True, slots=True)
class ConsultationLue:
    """Une consultation un jour donné : positions, issue, ce qui manque encore."""

    cle: int
    objet: str
    regle: RegleConsultation
    transmise_le: date
    echeance: date | None
    close_le: date | None
    jour: date
    millesime: int | None
    population: str
    reponses: tuple[ReponseLue, ...]
    issue: Issue
    demande_les_deux_tiers: bool
    phrases: tuple[str, ...]

    @property
    def jours_restants(self) -> int | None:
        """Jours avant la fin du délai ; négatif une fois qu'il est passé."""
        return (self.echeance - self.jour).days if self.echeance else None

    def nombre(self, position: Position) -> int:
        return sum(reponse.position == position for reponse in self.reponses)


@dataclass(frozen=True, slots=True)
class Attendu:
    """Réponse qu'une commune doit encore donner, et ce que vaudra son silence."""

    commune: str
    consultation: int
    objet: str
    libelle: str
    transmise_le: date
    echeance: date | None
    jours_restants: int | None
    silence: str
    reference: str


def lire_consultations(consultations: QuerySet, jour: date) -> tuple[ConsultationLue, ...]:
    """Chaque consultation à cette date, en un nombre constant de requêtes."""
    lues = list(consultations.prefetch_related("reponses__commune", "reponses__deliberation"))
    communes = {r.commune_id for consultation in lues for r in consultation.reponses.all()}
    populations = list(Population.objects.filter(collectivite__in=communes))
    return tuple(_lire(consultation, populations, jour) for consultation in lues)


def lire_attendus(communes: Iterable[Collectivite], jour: date) -> tuple[Attendu, ...]:
    """Ce que ces communes ont encore à répondre, la plus proche échéance d'abord."""
    en_attente = ReponseCommune.objects.filter(
        commune__in=communes, sens="", consultation__close_le=None, transmise_le__lte=jour
    ).select_related("consultation", "commune")
    attendus = []
    for reponse in en_attente:
        regle = reponse.consultation.regle
        echeance = regle.echeance(reponse.transmise_le)
        if echeance is None or jour <= echeance:
            attendus.append(_attendu(reponse, echeance, jour))
    return tuple(sorted(attendus, key=lambda a: (a.echeance or date.max, a.objet, a.commune)))


def _attendu(reponse: ReponseCommune, echeance: date | None, jour: date) -> Attendu:
    regle = reponse.consultation.regle
    return Attendu(
        commune=reponse.commune.nom,
        consultation=reponse.consultation_id,
        objet=reponse.consultation.objet,
        libelle=regle.libelle,
        transmise_le=reponse.transmise_le,
        echeance=echeance,
        jours_restants=(echeance - jour).days if echeance else None,
        silence=regle.phrase_du_silence,
        reference=regle.reference,
    )


def _lire(consultation: Consultation, connues: list[Population], jour: date) -> ConsultationLue:
    reponses = list(consultation.reponses.all())
    millesime, populations = choisir_populations(consultation, connues)
    recues = [
        ReponseRecue(
            commune=reponse.commune.nom,
            transmise_le=reponse.transmise_le,
            favorable=reponse.sens == ReponseCommune.Sens.FAVORABLE if reponse.sens else None,
            rendue_le=reponse.rendue_le,
        )
        for reponse in reponses
    ]
    regle = consultation.regle
    etat = etat_le(regle, recues, populations, jour)
    return ConsultationLue(
        cle=consultation.pk,
        objet=consultation.objet,
        regle=regle,
        transmise_le=consultation.transmise_le,
        echeance=consultation.echeance,
        close_le=consultation.close_le,
        jour=jour,
        millesime=millesime,
        population=consultation.get_population_display(),
        reponses=tuple(
            _reponse(reponse, recue, regle, etat, populations)
            for reponse, recue in zip(reponses, recues, strict=True)
        ),
        issue=etat.issue,
        demande_les_deux_tiers=exige_les_deux_tiers(regle, etat),
        phrases=phrases_d_etat(regle, etat),
    )


def choisir_populations(
    consultation: Consultation, connues: list[Population]
) -> tuple[int | None, Mapping[str, int]]:
    """Millésime et population de chaque commune consultée ; vide si la règle n'en a pas besoin.

    À défaut de millésime choisi, le dernier en vigueur à la transmission dont la population
    voulue est connue de toutes les communes.
    """
    if consultation.regle.attente != Attente.MAJORITE_QUALIFIEE:
        return None, {}
    noms = {reponse.commune_id: reponse.commune.nom for reponse in consultation.reponses.all()}
    par_millesime: dict[int, dict[str, int]] = {}
    for ligne in connues:
        valeur = getattr(ligne, consultation.population)
        en_vigueur = ligne.en_vigueur <= consultation.transmise_le.year
        choisi = consultation.millesime in (None, ligne.millesime)
        if (
            ligne.collectivite_id in noms
            and valeur is not None
            and choisi
            and (en_vigueur or consultation.millesime)
        ):
            par_millesime.setdefault(ligne.millesime, {})[noms[ligne.collectivite_id]] = valeur
    complets = [m for m, valeurs in par_millesime.items() if len(valeurs) == len(noms)]
    if not complets:
        return None, {}
    return max(complets), par_millesime[max(complets)]


def _reponse(
    reponse: ReponseCommune,
    recue: ReponseRecue,
    regle: RegleConsultation,
    etat: EtatConsultation,
    populations: Mapping[str, int],
) -> ReponseLue:
    commune = reponse.commune
    return ReponseLue(
        cle=reponse.pk,
        commune=commune.nom,
        code_insee=commune.code_insee,
        transmise_le=reponse.transmise_le,
        echeance=regle.echeance(reponse.transmise_le),
        position=etat.positions[commune.nom],
        rendue_le=reponse.rendue_le,
        est_tardive=est_tardive(recue, regle),
        est_indispensable=commune.nom in etat.indispensables,
        population=populations.get(commune.nom),
        observations=reponse.observations,
        deliberation=str(reponse.deliberation) if reponse.deliberation else "",
    )


def phrases_d_etat(regle: RegleConsultation, etat: EtatConsultation) -> tuple[str, ...]:
    """Ce qu'il faut savoir d'une consultation, en quelques phrases."""
    return tuple(
        phrase
        for phrase in [_compte(etat), *_voies(etat), _indispensables(etat), _suite(regle, etat)]
        if phrase
    )


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
