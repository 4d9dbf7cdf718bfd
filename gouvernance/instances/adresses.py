"""Les listes qu'ouvrent les chiffres d'une instance."""

from datetime import date

from django.urls import reverse

from gouvernance.models import Instance


def adresse_des_membres(instance: Instance, jour: date, **criteres: str) -> str:
    """Ses membres qui ont une voix ce jour-là."""
    choisis = {"instance": instance.pk, "qualite": "voix", "au": jour.isoformat()}
    return reverse("membre_liste", query=choisis | criteres)


def adresse_des_sieges(jour: date) -> str:
    """Les sièges du conseil métropolitain ce jour-là."""
    return reverse("siege_liste", query={"au": jour.isoformat()})
