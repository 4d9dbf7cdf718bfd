"""Ce qui précède et suit une séance : quand c'est dû, quand c'est fait, ce qui est en retard."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, F, Q

from gouvernance.francais import INSECABLE, accord, nombre
from gouvernance.models import Collectivite, EnvoiInformation, Instance, Seance
from gouvernance.querysets import SeanceQuerySet
from gouvernance.regles import formalites_apres_seance, information_des_communes
from gouvernance.regles.delais import INFORMATION_OBLIGATOIRE

# Celles dont le code général des collectivités territoriales règle la publicité.
ASSEMBLEES = {Instance.Nature.CONSEIL, Instance.Nature.CONSEIL_MUNICIPAL}
CONVOCATION = "Convocation des membres"
REFERENCES = {
    Instance.Nature.CONSEIL: "CGCT, art. L. 2121-12 et L. 5211-1",
    Instance.Nature.CONSEIL_MUNICIPAL: "CGCT, art. L. 2121-11 et L. 2121-12",
    Instance.Nature.CONFERENCE: "Pacte de gouvernance 2020-2026, art. 5",
}


class Etat(StrEnum):
    FAIT = "fait"
    TARDIF = "fait en retard"
    A_FAIRE = "à faire"
    EN_RETARD = "en retard"
    NON_NOTE = "non noté"


@dataclass(frozen=True, slots=True)
class Suite:
    """Une formalité de la séance."""

    libelle: str
    reference: str
    echeance: date | None
    fait_le: date | None
    etat: Etat


@dataclass(frozen=True, slots=True)
class DocumentAttendu:
    """Ce que doivent recevoir les conseillers municipaux de chaque commune."""

    nature: str
    libelle: str
    reference: str
    echeance: date | None
    envois: dict[int, EnvoiInformation]
    manquantes: tuple[Collectivite, ...]
    etat: Etat


def est_suivie(seance: Seance, jour: date) -> bool:
    """Faux pour une séance reprise d'un document : ce qui n'y est pas noté a pu être fait."""
    return seance.convoquee_le is not None or seance.jour >= jour


def etat_le(echeance: date | None, fait_le: date | None, jour: date, *, suivie: bool) -> Etat:
    if fait_le:
        return Etat.TARDIF if echeance and fait_le > echeance else Etat.FAIT
    if not suivie:
        return Etat.NON_NOTE
    return Etat.EN_RETARD if echeance and jour > echeance else Etat.A_FAIRE


def reference_du_delai(instance: Instance) -> str:
    return REFERENCES.get(instance.nature, instance.reference)


def suites_de(seance: Seance, jour: date) -> list[Suite]:
    """Convocation, puis formalités d'après séance, selon le droit en vigueur ce jour-là."""
    lignes = [
        (
            CONVOCATION,
            reference_du_delai(seance.instance),
            seance.derniere_convocation,
            seance.convoquee_le,
        )
    ]
    if seance.instance.nature in ASSEMBLEES:
        publiees = {"proces_verbal": seance.proces_verbal_publie_le}
        lignes += [
            (f.libelle, f.reference, f.echeance, publiees.get(f.code, seance.liste_publiee_le))
            for f in formalites_apres_seance(seance.jour, seance.proces_verbal_arrete_le)
        ]
    suivie = est_suivie(seance, jour)
    return [
        Suite(libelle, reference, echeance, fait, etat_le(echeance, fait, jour, suivie=suivie))
        for libelle, reference, echeance, fait in lignes
    ]


def documents_attendus(
    seance: Seance, communes: Collection[Collectivite], jour: date
) -> list[DocumentAttendu]:
    """Information des conseillers municipaux ; `communes`, celles qu'on regarde.

    Lit `seance.envois`, à charger d'avance.
    """
    suivie = est_suivie(seance, jour)
    attendus = []
    for nature, libelle, echeance, reference in natures_attendues(seance):
        envois = {e.commune_id: e for e in seance.envois.all() if e.nature == nature}
        manquantes = tuple(c for c in communes if c.pk not in envois)
        dernier = None if manquantes else max((e.fait_le for e in envois.values()), default=None)
        # La conférence ne rend pas toujours d'avis : rien ne dit qu'il en manque.
        due = suivie and nature != EnvoiInformation.Nature.AVIS
        etat = etat_le(echeance, dernier, jour, suivie=due)
        attendus.append(
            DocumentAttendu(nature, libelle, reference, echeance, envois, manquantes, etat)
        )
    return attendus


def natures_attendues(seance: Seance) -> Iterable[tuple[str, str, date | None, str]]:
    """Nature, libellé, dernier jour et article de chaque document dû aux communes."""
    match seance.instance.nature:
        case Instance.Nature.CONSEIL:
            # La copie de la convocation parvient « avant » la séance : la veille au plus tard.
            veille = seance.jour - timedelta(days=1)
            for formalite in information_des_communes(
                seance.jour, veille, seance.proces_verbal_arrete_le
            ):
                yield formalite.code, formalite.libelle, formalite.echeance, formalite.reference
        case Instance.Nature.CONFERENCE if seance.jour >= INFORMATION_OBLIGATOIRE:
            nature = EnvoiInformation.Nature.AVIS
            yield nature, "Avis rendus par la conférence", None, "CGCT, art. L. 5211-40-2"


def retards_de(seance: Seance, communes: Collection[Collectivite], jour: date) -> list[str]:
    """Ce qui aurait déjà dû être fait et n'est pas noté ; `communes`, toutes celles connues."""
    membres = [c for c in communes if c.est_en_cours_le(seance.jour)]
    return dire_retards(suites_de(seance, jour), documents_attendus(seance, membres, jour))


def dire_retards(suites: Iterable[Suite], documents: Iterable[DocumentAttendu]) -> list[str]:
    retards = [suite.libelle for suite in suites if suite.etat == Etat.EN_RETARD]
    for document in documents:
        if document.etat == Etat.EN_RETARD:
            combien = len(document.manquantes)
            communes = f"{nombre(combien)}{INSECABLE}{accord(combien, 'commune')}"
            retards.append(f"{document.libelle} ({communes})")
    return retards


def seances_en_retard(seances: SeanceQuerySet, jour: date) -> set[int]:
    """Clés de celles où quelque chose aurait déjà dû être fait."""
    suivies = seances.suivies_le(jour).order_by().prefetch_related(None)
    recus = compter_communes_informees(suivies)
    communes = list(Collectivite.objects.communes())
    return {
        seance.pk
        for seance in suivies.select_related("instance")
        if est_en_retard(seance, recus, communes, jour)
    }


def compter_communes_informees(seances: SeanceQuerySet) -> dict[tuple[int, str], int]:
    """Communes membres le jour de la séance qui ont reçu chaque document."""
    membre = Q(commune__date_debut=None) | Q(commune__date_debut__lte=F("seance__jour"))
    encore = Q(commune__date_fin=None) | Q(commune__date_fin__gte=F("seance__jour"))
    envois = EnvoiInformation.objects.filter(membre, encore, seance__in=seances.values("pk"))
    comptes = envois.order_by().values_list("seance", "nature").annotate(nombre=Count("pk"))
    return {(seance, nature): nombre for seance, nature, nombre in comptes}


def est_en_retard(
    seance: Seance,
    recus: Mapping[tuple[int, str], int],
    communes: Collection[Collectivite],
    jour: date,
) -> bool:
    """Vrai si `retards_de` en dirait quelque chose ; `recus`, par séance et nature."""
    if any(suite.etat == Etat.EN_RETARD for suite in suites_de(seance, jour)):
        return True
    dus = [
        nature
        for nature, _, echeance, _ in natures_attendues(seance)
        if nature != EnvoiInformation.Nature.AVIS and echeance and jour > echeance
    ]
    membres = sum(commune.est_en_cours_le(seance.jour) for commune in communes) if dus else 0
    return any(recus.get((seance.pk, nature), 0) < membres for nature in dus)
