"""Page d'une délibération : son vote vérifié, ce qu'elle décide, ce qui y est joint."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, Prefetch, QuerySet, Value
from django.db.models.expressions import Combinable

from gouvernance.francais import INSECABLE, insecables, nombre
from gouvernance.models import (
    Consultation,
    Deliberation,
    Document,
    Pacte,
    ReponseCommune,
    Schema,
)
from gouvernance.models.coherence_des_actes import faute_de_resultat


@dataclass(frozen=True, slots=True)
class Voix:
    libelle: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Le résultat déclaré, face aux voix : `est_juste` est vide quand on ne peut conclure."""

    phrase: str
    est_juste: bool | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    voix: tuple[Voix, ...]
    exprimes: int | None
    majorite: str
    motif: str
    seuil: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Effet:
    """Ce qu'un acte décide, rangé par nature ; sans adresse, l'objet n'a pas de page."""

    nature: str
    libelle: str
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class PageDeliberation:
    deliberation: Deliberation
    vote: Vote | None
    effets: tuple[Effet, ...]
    documents: tuple[Document, ...]


def deliberations_completes(utilisateur) -> QuerySet:
    """Celles que cette personne peut lire, avec ce que leur page et leurs règles demandent.

    Toute consultation compte pour la majorité ; `est_lisible` dit si la page peut la nommer.
    """
    lisibles = Consultation.objects.visibles_par(utilisateur).filter(pk=OuterRef("pk"))
    consultations = Consultation.objects.annotate(est_lisible=Exists(lisibles))
    return (
        Deliberation.objects.visibles_par(utilisateur)
        .select_related("collectivite", "instance__collectivite", "seance__instance")
        .prefetch_related(Prefetch("consultations", consultations), "consultations__reponses")
    )


def construire_page(
    deliberation: Deliberation, utilisateur, effets: Iterable[Effet] = ()
) -> PageDeliberation:
    """Page que cette personne peut lire ; `effets` : ceux que gouvernance ne connaît pas."""
    est_votee = deliberation.nature == Deliberation.Nature.DELIBERATION
    documents = Document.objects.visibles_par(utilisateur).filter(deliberation=deliberation)
    return PageDeliberation(
        deliberation=deliberation,
        vote=lire_vote(deliberation) if est_votee else None,
        effets=(*lire_effets(deliberation, utilisateur), *effets),
        documents=tuple(documents),
    )


def lire_vote(acte: Deliberation) -> Vote:
    comptes = [
        ("Pour", acte.pour),
        ("Contre", acte.contre),
        ("Abstentions", acte.abstentions),
        ("Ne prennent pas part au vote", acte.sans_participation),
    ]
    return Vote(
        voix=tuple(Voix(libelle, n) for libelle, n in comptes if n is not None),
        exprimes=acte.scrutin.exprimes if acte.scrutin else None,
        majorite=Deliberation.Majorite(acte.majorite_requise).label,
        motif=motif_de_la_majorite(acte),
        seuil=str(acte.seuil or ""),
        verification=verifier(acte),
    )


def motif_de_la_majorite(acte: Deliberation) -> str:
    consultation = acte.consultation_exigeante
    if consultation is None:
        return acte.reference_de_la_majorite if acte.majorite == acte.Majorite.SIMPLE else ""
    nommee = f"la consultation « {consultation} »" if consultation.est_lisible else "consultation"
    return insecables(f"après {nommee} ({consultation.regle.reference})")


def verifier(acte: Deliberation) -> Verification:
    """Ce que les voix disent du résultat déclaré."""
    if acte.scrutin is None:
        return Verification("Le nombre des voix n’est pas connu : rien à vérifier.")
    adoptee = acte.est_adoptee_par_les_voix
    if adoptee is None:
        return Verification(
            "Le nombre de membres en exercice n’est pas connu : le seuil ne se calcule pas."
        )
    if not acte.resultat:
        issue = "adoptée" if adoptee else "rejetée"
        return Verification(f"D’après les voix, elle est {issue} ; le résultat n’est pas saisi.")
    if faute := faute_de_resultat(acte):
        return Verification(insecables(faute), est_juste=False)
    if acte.scrutin.est_partage:
        return Verification("Partage égal, tranché par la voix du président.", est_juste=True)
    voix = f"{nombre(acte.pour)}{INSECABLE}voix pour"
    return Verification(f"Conforme aux voix : {voix}, il en fallait {acte.seuil}.", est_juste=True)


def lire_effets(acte: Deliberation, utilisateur) -> list[Effet]:
    """Ce que l'acte décide dans la gouvernance : schéma, pacte, consultations, avis."""
    consultations = [c for c in acte.consultations.all() if c.est_lisible]
    reponses = (
        ReponseCommune.objects.visibles_par(utilisateur)
        .filter(deliberation=acte)
        .select_related("consultation", "commune")
    )
    return [
        *lire_noms(
            [
                ("Actes annexés au pacte", Pacte.objects.filter(actes=acte), F("nom")),
                ("Pacte de gouvernance", Pacte.objects.filter(deliberation=acte), F("nom")),
                ("Schéma de mutualisation", Schema.objects.filter(deliberation=acte), F("nom")),
            ]
        ),
        *[
            Effet("Suite d’une consultation des communes", c.objet, c.get_absolute_url())
            for c in consultations
        ],
        *[
            Effet(
                "Réponse à une consultation",
                f"{r.commune}, réponse {r.get_sens_display()}{INSECABLE}: {r.consultation}",
                r.consultation.get_absolute_url(),
            )
            for r in reponses
        ],
    ]


def lire_noms(sources: Iterable[tuple[str, QuerySet, Combinable]]) -> list[Effet]:
    """Effets sans page, de plusieurs modèles en une seule requête : nature, lignes, libellé."""
    texte = CharField()
    premieres, *suivantes = [
        lignes.order_by()
        .annotate(nature_de_l_effet=Value(nature, texte), libelle_de_l_effet=libelle)
        .values_list("nature_de_l_effet", "libelle_de_l_effet")
        for nature, lignes, libelle in sources
    ]
    return [Effet(nature, libelle) for nature, libelle in sorted(premieres.union(*suivantes))]
