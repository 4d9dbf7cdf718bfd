"""La métropole de 2020 agrandie et prolongée de lignes inventées, à oublier ensuite."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from finances.models import (
    AttributionCompensation,
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Participation,
    ValeurCle,
)
from gouvernance.models import Cloture, Collectivite, Population, Sieges
from services_communs.models import (
    Adhesion,
    Effectif,
    Fiche,
    Mesure,
    Realisation,
    Saisine,
    ServiceCommun,
)

# Ce qui est à une commune, et le champ qui la désigne. Les transferts n'y sont pas : leur tableau
# a une colonne par commune d'origine, et même une grande métropole en compte peu.
PROPRES = {
    Adhesion: "collectivite",
    Participation: "payeur",
    Population: "collectivite",
    Saisine: "commune",
    Sieges: "commune",
}


@contextmanager
def le_temps_de_mesurer() -> Iterator[None]:
    """Les exercices clos s'y rouvrent ; tout ce qui s'y écrit s'oublie en sortant."""
    with transaction.atomic():
        clotures = Cloture.objects.filter(rouverte_le=None)
        clotures.update(rouverte_le=timezone.now(), motif="Mesure")
        yield
        transaction.set_rollback(True)


def dupliquer(lignes: Iterable[models.Model], **champs) -> list[models.Model]:
    copies = []
    for ligne in lignes:
        copie = copy(ligne)
        copie._state = copy(ligne._state)
        copie._state.adding = True
        copie.pk = None
        for champ, valeur in champs.items():
            setattr(copie, champ, valeur)
        copies.append(copie)
    return copies


def agrandir(communes: int, annee: int) -> None:
    """Porte à ce nombre les communes membres, chacune sur le modèle d'une vraie."""
    modeles = list(Collectivite.objects.membres_le(date(annee, 12, 31)))
    inventees = []
    for rang in range(len(modeles), communes):
        modele = modeles[rang % len(modeles)]
        nom = f"{modele.nom} {rang}"
        champs = {"nom": nom, "nom_de_tri": nom.lower(), "code_insee": f"{98000 + rang}"}
        inventees += dupliquer([modele], siren="", siret="", **champs)
    Collectivite.objects.bulk_create(inventees)
    for propre, champ in PROPRES.items():
        copies = []
        for rang, commune in enumerate(inventees, start=len(modeles)):
            modele = modeles[rang % len(modeles)]
            copies += dupliquer(propre.objects.filter(**{champ: modele}), **{champ: commune})
        propre.objects.bulk_create(copies)


def multiplier_les_services(services: int, annee: int) -> None:
    """Porte à ce nombre les services en vigueur, avec les adhérents d'un vrai."""
    modeles = list(ServiceCommun.objects.en_cours_le(date(annee, 12, 31)))
    for rang in range(len(modeles), services):
        modele = modeles[rang % len(modeles)]
        nom = f"{modele.nom} {rang}"
        champs = {"nom": nom, "nom_de_tri": nom.lower(), "code": f"invente-{rang}", "ordre": rang}
        (service,) = dupliquer([modele], **champs)
        ServiceCommun.objects.bulk_create([service])
        Adhesion.objects.bulk_create(
            dupliquer(Adhesion.objects.filter(service=modele), service=service, convention=None)
        )


def prolonger(exercices: int, annee: int) -> None:
    """Donne à chacun des exercices qui précèdent une activité comme celle de l'année."""
    for passee in range(annee - exercices + 1, annee):
        for mesuree in (Mesure, Saisine):
            mesuree.objects.filter(annee=passee).delete()
            mesuree.objects.bulk_create(
                dupliquer(mesuree.objects.filter(annee=annee), annee=passee)
            )
        Effectif.objects.bulk_create(
            copie
            for effectif in Effectif.objects.filter(date__year=annee)
            for copie in dupliquer([effectif], date=effectif.date.replace(year=passee))
        )
        prolonger_les_fiches(annee, passee)
        prolonger_les_participations(annee, passee)


def prolonger_les_fiches(annee: int, passee: int) -> None:
    for fiche in Fiche.objects.filter(annee=annee):
        ancienne = dupliquer([fiche], annee=passee)[0]
        ancienne.save()
        realisations = Realisation.objects.filter(fiche=fiche)
        Realisation.objects.bulk_create(dupliquer(realisations, fiche=ancienne))


def prolonger_les_participations(annee: int, passee: int) -> None:
    """Rien de plus pour un exercice déjà voté."""
    votees = Participation.objects.filter(exercice_debut__lte=passee)
    if votees.filter(exercice_fin__gte=passee).count() > 1:
        return
    seance = EvaluationCLECT.objects.create(date=date(passee, 1, 5), objet=f"Mesure {passee}")
    Participation.objects.bulk_create(
        dupliquer(
            Participation.objects.filter(exercice_debut=annee, evaluation__isnull=False),
            evaluation=seance,
            exercice_debut=passee,
            exercice_fin=passee,
        )
    )


def valoriser(exercices: int, annee: int) -> None:
    """Les coûts, les attributions et les clés, que le cas réel laisse vides."""
    annees = range(annee - exercices + 1, annee + 1)
    fin = date(annee, 12, 31)
    communes = list(Collectivite.objects.membres_le(fin))
    services = list(ServiceCommun.objects.en_cours_le(fin))
    evaluation = EvaluationCLECT.objects.order_by("date").first()
    AttributionCompensation.objects.bulk_create(
        AttributionCompensation(commune=commune, exercice=passee, base=1000)
        for commune in communes
        for passee in annees
    )
    CoutService.objects.bulk_create(
        CoutService(
            evaluation=evaluation,
            service=service,
            exercice=passee,
            nature=CoutService.Nature.PERSONNEL,
            montant=1000,
        )
        for service in services
        for passee in annees
    )
    cles = CleRepartition.objects.bulk_create(
        CleRepartition(service=service, nature="postes", date_debut=date(annee, 1, 1))
        for service in services
    )
    ValeurCle.objects.bulk_create(
        ValeurCle(cle=cle, collectivite=commune, valeur=10) for cle in cles for commune in communes
    )


def historier() -> None:
    """Chaque ligne de ce qui se saisit en série entre dans l'historique, comme si on l'ajoutait."""
    for modele in (Adhesion, AttributionCompensation, Effectif, Mesure, Participation):
        modele.historique.all().delete()
        modele.historique.bulk_history_create(list(modele.objects.all()), batch_size=500)
