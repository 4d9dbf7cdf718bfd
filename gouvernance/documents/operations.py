"""Joindre un document à une séance ou à une consultation, et le retirer."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from gouvernance.documents.examen import Examen
from gouvernance.models import Consultation, Deliberation, Document, Seance, Utilisateur


@transaction.atomic
def joindre_document(
    *,
    titre: str,
    date: date,
    fichier: UploadedFile,
    examen: Examen,
    ajoute_par: Utilisateur,
    seance: Seance | None = None,
    consultation: Consultation | None = None,
    deliberation: Deliberation | None = None,
) -> Document:
    fichier.seek(0)
    fichier.name = examen.nom
    return Document.objects.create(
        seance=seance,
        consultation=consultation,
        deliberation=deliberation,
        titre=titre,
        date=date,
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
