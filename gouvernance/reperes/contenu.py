"""Pages d'un schéma, d'un pacte, d'une étape, en un nombre constant de requêtes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gouvernance.consultations.contenu import ConsultationLue, lire_consultations
from gouvernance.models import (
    Collectivite,
    Consultation,
    Deliberation,
    Etape,
    Instance,
    Pacte,
    Schema,
    Utilisateur,
)


@dataclass(frozen=True, slots=True)
class PageSchema:
    schema: Schema
    vigueur: str
    orientations: tuple[str, ...]
    deliberation: Deliberation | None
    consultations: tuple[ConsultationLue, ...]
    instances: tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class PagePacte:
    """`deliberation` et `actes` sont ceux que le lecteur peut ouvrir."""

    pacte: Pacte
    objectifs: tuple[str, ...]
    orientations: tuple[str, ...]
    deliberation: Deliberation | None
    actes: tuple[Deliberation, ...]
    consultations: tuple[ConsultationLue, ...]
    instances: tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class PageEtape:
    etape: Etape
    communes: tuple[Collectivite, ...]
    lisibles: frozenset[int]
    precedente: Etape | None
    suivante: Etape | None


def lire_schema(schema: Schema, lecteur: Utilisateur, jour: date) -> PageSchema:
    instances = Instance.objects.filter(nature=Instance.Nature.COMITE_PILOTAGE)
    return PageSchema(
        schema=schema,
        vigueur=dire_vigueur(schema, jour),
        orientations=paragraphes(schema.orientations),
        deliberation=lire_deliberation(schema.deliberation_id, lecteur),
        consultations=lire_consultations(
            Consultation.objects.visibles_par(lecteur).filter(schema=schema), jour
        ),
        instances=tuple(instances.visibles_par(lecteur).order_by("ordre", "nom", "pk")),
    )


def dire_vigueur(schema: Schema, jour: date) -> str:
    """Un schéma vaut jusqu'au suivant, même passé sa dernière année prévue."""
    suivant = (
        Schema.objects.filter(annee_debut__gt=schema.annee_debut)
        .order_by("annee_debut", "pk")
        .first()
    )
    if jour.year < schema.annee_debut:
        return f"Il s’appliquera à partir de {schema.annee_debut}."
    if suivant and suivant.annee_debut <= jour.year:
        return f"De {schema.annee_debut} à {suivant.annee_debut}, jusqu’au schéma suivant."
    if jour.year > schema.annee_fin:
        return (
            f"Prévu de {schema.annee_debut} à {schema.annee_fin}, il vaut encore : "
            "aucun autre schéma ne l’a remplacé."
        )
    return f"En vigueur, de {schema.annee_debut} à {schema.annee_fin}."


def lire_pacte(pacte: Pacte, lecteur: Utilisateur, jour: date) -> PagePacte:
    """Ses instances sont celles dont la référence le cite."""
    actes = Deliberation.objects.visibles_par(lecteur).filter(pactes_annexes=pacte)
    instances = Instance.objects.visibles_par(lecteur).filter(reference__startswith=pacte.nom)
    return PagePacte(
        pacte=pacte,
        objectifs=tuple(filter(None, pacte.objectifs.splitlines())),
        orientations=paragraphes(pacte.orientations),
        deliberation=lire_deliberation(pacte.deliberation_id, lecteur),
        actes=tuple(actes.order_by("date", "objet", "pk")),
        consultations=lire_consultations(
            Consultation.objects.visibles_par(lecteur).filter(pacte=pacte), jour
        ),
        instances=tuple(instances.order_by("ordre", "nom", "pk")),
    )


def lire_etape(etape: Etape, lecteur: Utilisateur) -> PageEtape:
    communes = tuple(etape.communes.order_by("nom_de_tri", "pk"))
    visibles = Collectivite.objects.visibles_par(lecteur).filter(pk__in=[c.pk for c in communes])
    return PageEtape(
        etape=etape,
        communes=communes,
        lisibles=frozenset(visibles.values_list("pk", flat=True)),
        precedente=voisines(etape, "lt").order_by("-date", "-pk").first(),
        suivante=voisines(etape, "gt").order_by("date", "pk").first(),
    )


def voisines(etape: Etape, sens: str) -> QuerySet[Etape]:
    """Étapes d'avant (`lt`) ou d'après (`gt`), celles du même jour rangées par leur clé."""
    meme_jour = Q(**{"date": etape.date, f"pk__{sens}": etape.pk})
    return Etape.objects.filter(Q(**{f"date__{sens}": etape.date}) | meme_jour)


def lire_deliberation(cle: int | None, lecteur: Utilisateur) -> Deliberation | None:
    return Deliberation.objects.visibles_par(lecteur).filter(pk=cle).first() if cle else None


def paragraphes(texte: str) -> tuple[str, ...]:
    return tuple(paragraphe for paragraphe in texte.splitlines() if paragraphe.strip())
