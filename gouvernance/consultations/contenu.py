"""Où en sont les consultations : une lecture, des données figées, à une date choisie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from gouvernance.consultations.phrases import phrases_d_etat
from gouvernance.francais import INSECABLE, accord
from gouvernance.models import Collectivite, Consultation, Deliberation, Population, ReponseCommune
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


class Avancement(StrEnum):
    A_VENIR = "à venir"
    EN_COURS = "en cours"
    A_CLORE = "à clore"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class ReponseLue:
    """Une commune, un jour donné ; ce qu'elle a répondu depuis n'y est pas."""

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
    adresse: str
    relancee_le: datetime | None


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
    etat: EtatConsultation
    demande_les_deux_tiers: bool
    phrases: tuple[str, ...]

    @property
    def issue(self) -> Issue:
        return self.etat.issue

    @property
    def jours_restants(self) -> int | None:
        """Jours avant la fin du délai ; négatif une fois qu'il est passé."""
        return (self.echeance - self.jour).days if self.echeance else None

    @property
    def avancement(self) -> Avancement:
        if self.jour < self.transmise_le:
            return Avancement.A_VENIR
        if self.close_le and self.close_le <= self.jour:
            return Avancement.CLOSE
        return Avancement.EN_COURS if self.nombre(Position.EN_ATTENTE) else Avancement.A_CLORE

    @property
    def resultat(self) -> str:
        """L'issue d'un vote des communes ; d'un simple avis, ce qui en ressort."""
        if self.regle.attente != Attente.AVIS:
            return str(self.issue)
        if contre := self.nombre(Position.DEFAVORABLE):
            return f"{contre}{INSECABLE}avis {accord(contre, 'défavorable')}"
        return "avis attendus" if self.nombre(Position.EN_ATTENTE) else "aucun avis défavorable"

    @property
    def consultees(self) -> int:
        return len(self.reponses)

    @property
    def recues(self) -> int:
        """Réponses reçues, tardives comprises."""
        return sum(reponse.rendue_le is not None for reponse in self.reponses)

    def nombre(self, *positions: Position) -> int:
        return sum(reponse.position in positions for reponse in self.reponses)


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
    lues = list(avec_reponses(consultations))
    communes = {r.commune_id for consultation in lues for r in consultation.reponses.all()}
    populations = list(Population.objects.filter(collectivite__in=communes))
    return tuple(lire_consultation(consultation, populations, jour) for consultation in lues)


def avec_reponses(consultations: QuerySet) -> QuerySet:
    """De quoi lire chacune par `lire_consultation` sans autre requête."""
    reponses = ReponseCommune.objects.select_related("commune", "deliberation")
    return consultations.prefetch_related(None).prefetch_related(Prefetch("reponses", reponses))


def lire_attendus(communes: Iterable[Collectivite], jour: date) -> tuple[Attendu, ...]:
    """Ce que ces communes ont à répondre ce jour-là, la plus proche échéance d'abord."""
    connues = {commune.pk: commune for commune in communes}
    en_attente = (
        ReponseCommune.objects.filter(commune__in=connues, transmise_le__lte=jour)
        .exclude(rendue_le__lte=jour)
        .exclude(consultation__close_le__lte=jour)
        .select_related("consultation")
        .order_by("pk")
    )
    attendus = []
    for reponse in en_attente:
        reponse.commune = connues[reponse.commune_id]
        echeance = reponse.consultation.regle.echeance(reponse.transmise_le)
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


def lire_consultation(
    consultation: Consultation, connues: list[Population], jour: date
) -> ConsultationLue:
    """Une consultation lue par `avec_reponses` ; `connues`, les populations de ses communes."""
    reponses = list(consultation.reponses.all())
    noms = {reponse.commune_id: reponse.commune.nom for reponse in reponses}
    millesime, populations = choisir_populations(consultation, noms, connues)
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
            _reponse(reponse, recue, regle, etat, populations, jour)
            for reponse, recue in zip(reponses, recues, strict=True)
        ),
        etat=etat,
        demande_les_deux_tiers=exige_les_deux_tiers(regle, etat),
        phrases=phrases_d_etat(regle, etat),
    )


def choisir_populations(
    consultation: Consultation, noms: Mapping[int, str], connues: Iterable[Population]
) -> tuple[int | None, Mapping[str, int]]:
    """Millésime et population de chaque commune ; vide si la règle n'en a pas besoin.

    `noms` donne celui de chaque commune consultée, par sa clé.

    À défaut de millésime choisi, le dernier en vigueur à la transmission dont la population
    voulue est connue de toutes les communes.
    """
    if consultation.regle.attente != Attente.MAJORITE_QUALIFIEE:
        return None, {}
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
    jour: date,
) -> ReponseLue:
    commune, acte = reponse.commune, reponse.deliberation
    est_connue = reponse.rendue_le is not None and reponse.rendue_le <= jour
    return ReponseLue(
        cle=reponse.pk,
        commune=commune.nom,
        code_insee=commune.code_insee,
        transmise_le=reponse.transmise_le,
        echeance=regle.echeance(reponse.transmise_le),
        position=etat.positions[commune.nom],
        rendue_le=reponse.rendue_le if est_connue else None,
        est_tardive=est_connue and est_tardive(recue, regle),
        est_indispensable=commune.nom in etat.indispensables,
        population=populations.get(commune.nom),
        observations=reponse.observations if est_connue else "",
        deliberation=_nommer(acte) if acte and est_connue else "",
        adresse=acte.get_absolute_url() if acte and est_connue else "",
        relancee_le=reponse.relancee_le,
    )


def _nommer(acte: Deliberation) -> str:
    return f"Délibération n°{INSECABLE}{acte.numero}" if acte.numero else acte.objet
