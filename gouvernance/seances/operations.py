"""Écrire ce qui accompagne une séance : envois aux communes, documents joints."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from gouvernance.francais import accord, date_en_lettres, nombre
from gouvernance.models import (
    Collectivite,
    Deliberation,
    Document,
    EnvoiInformation,
    Seance,
    Utilisateur,
)
from gouvernance.seances.documents import Examen


@transaction.atomic
def noter_envois(
    seance: Seance, *, nature: str, fait_le: date, moyen: str, communes: Iterable[Collectivite]
) -> str:
    """Note l'envoi à chaque commune ; celui déjà noté garde sa date. Rend ce qui a été fait."""
    communes = list(communes)
    envois = EnvoiInformation.objects.filter(seance=seance, nature=nature, commune__in=communes)
    deja = set(envois.select_for_update().values_list("commune", flat=True))
    nouveaux = [
        EnvoiInformation(
            seance=seance, commune=commune, nature=nature, fait_le=fait_le, moyen=moyen
        )
        for commune in communes
        if commune.pk not in deja
    ]
    EnvoiInformation.objects.bulk_create(nouveaux, ignore_conflicts=True)
    combien = len(nouveaux)
    libelle = EnvoiInformation.Nature(nature).label
    phrase = f"{libelle.capitalize()} : noté pour {nombre(combien)} {accord(combien, 'commune')}, "
    phrase += f"le {date_en_lettres(fait_le)}."
    if deja:
        phrase += f" {nombre(len(deja))} déjà {accord(len(deja), 'notée')}, sans changement."
    return phrase


@transaction.atomic
def joindre_document(
    seance: Seance,
    *,
    titre: str,
    jour: date,
    fichier: UploadedFile,
    examen: Examen,
    ajoute_par: Utilisateur,
    deliberation: Deliberation | None = None,
) -> Document:
    fichier.seek(0)
    fichier.name = examen.nom
    return Document.objects.create(
        seance=seance,
        deliberation=deliberation,
        titre=titre,
        date=jour,
        fichier=fichier,
        type_mime=examen.type_mime,
        taille=examen.taille,
        empreinte=examen.empreinte,
        ajoute_par=ajoute_par,
    )


@transaction.atomic
def retirer_document(document: Document) -> None:
    """Retire le document ; son fichier n'est effacé qu'une fois la base à jour."""
    fichier = document.fichier
    document.delete()
    transaction.on_commit(lambda: fichier.storage.delete(fichier.name))
