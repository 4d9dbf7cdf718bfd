"""L'issue de nombreux votes à la fois, sans lire ce que leurs pages montrent d'autre."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from gouvernance.consultations.contenu import choisir_populations
from gouvernance.consultations.querysets import ConsultationQuerySet
from gouvernance.models import Population, ReponseCommune
from gouvernance.regles import Issue, ReponseRecue, issue_des_positions, position_le


def lire_issues(consultations: ConsultationQuerySet, jour: date) -> Iterator[tuple[int, Issue]]:
    """Clé et issue de chaque consultation, en trois requêtes."""
    recues = lire_recues(consultations)
    votantes = {recue.commune for lignes in recues.values() for recue in lignes}
    connues = list(Population.objects.filter(collectivite__in=[int(cle) for cle in votantes]))
    for consultation in consultations.prefetch_related(None):
        lignes = recues[consultation.pk]
        regle = consultation.regle
        positions = {recue.commune: position_le(recue, regle, jour) for recue in lignes}
        noms = {int(commune): commune for commune in positions}
        _, populations = choisir_populations(consultation, noms, connues)
        yield consultation.pk, issue_des_positions(regle, positions, populations)


def lire_recues(consultations: ConsultationQuerySet) -> dict[int, list[ReponseRecue]]:
    favorable = ReponseCommune.Sens.FAVORABLE
    cles = consultations.order_by().values("pk")
    recues = defaultdict(list)
    for cle, commune, transmise_le, sens, rendue_le in ReponseCommune.objects.filter(
        consultation__in=cles
    ).values_list("consultation", "commune", "transmise_le", "sens", "rendue_le"):
        reponse = sens == favorable if sens else None
        recues[cle].append(ReponseRecue(str(commune), transmise_le, reponse, rendue_le))
    return recues
