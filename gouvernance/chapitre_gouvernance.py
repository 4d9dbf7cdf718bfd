"""Chapitre « La gouvernance » : instances, séances, consultations, actes, calendrier, pacte."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count

from gouvernance.consultations.contenu import Avancement, ConsultationLue, lire_consultations
from gouvernance.francais import date_en_lettres
from gouvernance.models import (
    Consultation,
    Deliberation,
    Instance,
    Mandature,
    Schema,
    Seance,
)
from gouvernance.regles import Position
from gouvernance.regles.calendrier import RendezVous, calendrier_de


@dataclass(frozen=True, slots=True)
class Acte:
    quand: str
    assemblee: str
    objet: str
    sens_du_vote: str


@dataclass(frozen=True, slots=True)
class SiegesCommune:
    commune: str
    nombre: int


@dataclass(frozen=True, slots=True)
class SchemaEnVigueur:
    nom: str
    orientations: str
    adoption: Acte | None


@dataclass(frozen=True, slots=True)
class PacteResume:
    """Pacte de gouvernance du mandat ; `actes` sont ceux qui lui sont annexés."""

    nom: str
    adoption: Acte | None
    objectifs: tuple[str, ...]
    orientations: str
    actes: tuple[Acte, ...]


@dataclass(frozen=True, slots=True)
class InstancesSemblables:
    """Instances qui se suivent et ont les mêmes règles ; une seule le plus souvent."""

    noms: tuple[str, ...]
    effectif: int | None
    delai_convocation: int | None
    regles: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class SeanceTenue:
    instance: str
    jour: date
    lieu: str
    membres: int | None
    presents: int | None
    deliberations: int


@dataclass(frozen=True, slots=True)
class ConsultationRapportee:
    """Une consultation, telle qu'elle se lit le dernier jour de l'année."""

    objet: str
    nature: str
    transmise_le: date
    echeance: date | None
    consultees: int
    favorables: int
    defavorables: int
    sans_reponse: int
    avancement: str
    issue: str
    reference: str


@dataclass(frozen=True, slots=True)
class ChapitreGouvernance:
    mandature: str
    sieges: tuple[SiegesCommune, ...]
    acte_des_sieges: str
    actes: tuple[Acte, ...]
    schema: SchemaEnVigueur | None
    # Absents des premières éditions, qui se relisent toujours.
    pacte: PacteResume | None = None
    instances: tuple[InstancesSemblables, ...] = ()
    seances: tuple[SeanceTenue, ...] = ()
    consultations: tuple[ConsultationRapportee, ...] = ()
    calendrier: tuple[RendezVous, ...] = ()

    @property
    def total_sieges(self) -> int:
        return sum(ligne.nombre for ligne in self.sieges)

    def sieges_de(self, commune: str) -> int | None:
        return next((ligne.nombre for ligne in self.sieges if ligne.commune == commune), None)


def lire_gouvernance(annee: int) -> ChapitreGouvernance:
    """Assemblées en place à la fin de l'année, leurs règles, et ce qu'elles ont fait de l'année."""
    fin = date(annee, 12, 31)
    mandature = Mandature.objects.en_cours_le(fin).first()
    sieges = list(mandature.sieges.select_related("commune")) if mandature else []
    actes = Deliberation.objects.filter(collectivite__nature="metropole", date__year=annee)
    return ChapitreGouvernance(
        mandature=mandature.nom if mandature else "",
        sieges=tuple(SiegesCommune(ligne.commune.nom, ligne.nombre) for ligne in sieges),
        acte_des_sieges=sieges[0].acte if sieges else "",
        actes=_actes(actes.order_by("date", "pk")),
        schema=_schema(annee),
        pacte=_pacte(mandature) if mandature else None,
        instances=_instances(fin),
        seances=_seances(annee),
        consultations=_consultations(annee),
        calendrier=calendrier_de(annee),
    )


def _actes(deliberations: Iterable[Deliberation]) -> tuple[Acte, ...]:
    return tuple(_acte(deliberation) for deliberation in deliberations)


def _acte(deliberation: Deliberation) -> Acte:
    return Acte(
        quand=date_en_lettres(deliberation.date, deliberation.precision),
        assemblee=deliberation.assemblee,
        objet=deliberation.objet,
        sens_du_vote=deliberation.sens_du_vote,
    )


def _schema(annee: int) -> SchemaEnVigueur | None:
    schema = (
        Schema.objects.filter(annee_debut__lte=annee)
        .select_related("deliberation")
        .order_by("-annee_debut")
        .first()
    )
    if schema is None:
        return None
    return SchemaEnVigueur(
        nom=schema.nom,
        orientations=schema.orientations,
        adoption=_acte(schema.deliberation) if schema.deliberation else None,
    )


def _pacte(mandature: Mandature) -> PacteResume | None:
    pacte = mandature.pactes.select_related("deliberation").order_by("-pk").first()
    if pacte is None:
        return None
    return PacteResume(
        nom=pacte.nom,
        adoption=_acte(pacte.deliberation) if pacte.deliberation else None,
        objectifs=tuple(pacte.objectifs.splitlines()),
        orientations=pacte.orientations,
        actes=_actes(pacte.actes.order_by("date", "pk")),
    )


def _instances(jour: date) -> tuple[InstancesSemblables, ...]:
    """Instances de la métropole ce jour-là, les commissions de mêmes règles ensemble."""
    instances = Instance.objects.en_cours_le(jour).filter(collectivite__nature="metropole")
    semblables = groupby(
        instances.order_by("ordre", "nom", "pk"),
        key=lambda i: (i.effectif, i.delai_convocation, i.regles, i.reference),
    )
    return tuple(
        InstancesSemblables(
            noms=tuple(instance.nom for instance in groupe),
            effectif=effectif,
            delai_convocation=delai,
            regles=tuple(regles.splitlines()),
            reference=reference,
        )
        for (effectif, delai, regles, reference), groupe in semblables
    )


def _seances(annee: int) -> tuple[SeanceTenue, ...]:
    seances = (
        Seance.objects.filter(jour__year=annee, instance__collectivite__nature="metropole")
        .select_related("instance")
        .annotate(nombre_deliberations=Count("deliberations"))
        .order_by("jour", "instance__ordre", "pk")
    )
    return tuple(
        SeanceTenue(
            instance=str(seance.instance),
            jour=seance.jour,
            lieu=seance.lieu,
            membres=seance.membres_en_exercice,
            presents=seance.presents,
            deliberations=seance.nombre_deliberations,
        )
        for seance in seances
    )


def _consultations(annee: int) -> tuple[ConsultationRapportee, ...]:
    """Celles de l'année : transmises, ou dont le délai court encore quand elle commence."""
    fin = date(annee, 12, 31)
    connues = Consultation.objects.filter(transmise_le__year__range=(annee - 1, annee))
    lues = lire_consultations(connues.order_by("transmise_le", "objet", "pk"), fin)
    return tuple(_consultation(lue) for lue in lues if _est_de_l_annee(lue, annee))


def _est_de_l_annee(lue: ConsultationLue, annee: int) -> bool:
    jours = (lue.transmise_le, lue.echeance, lue.close_le)
    return annee in {jour.year for jour in jours if jour}


def _consultation(lue: ConsultationLue) -> ConsultationRapportee:
    en_cours = lue.avancement == Avancement.EN_COURS
    return ConsultationRapportee(
        objet=lue.objet,
        nature=lue.regle.libelle,
        transmise_le=lue.transmise_le,
        echeance=lue.echeance,
        consultees=lue.consultees,
        favorables=lue.nombre(Position.FAVORABLE, Position.REPUTEE_FAVORABLE),
        defavorables=lue.nombre(Position.DEFAVORABLE),
        sans_reponse=lue.nombre(Position.MUETTE, Position.EN_ATTENTE),
        avancement=str(lue.avancement),
        issue="" if en_cours else str(lue.issue),
        reference=lue.regle.reference,
    )
