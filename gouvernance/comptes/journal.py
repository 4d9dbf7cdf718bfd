"""Ce que le journal de l'administration garde d'un compte, et que son historique ne dit pas."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from gouvernance.models import Utilisateur

# Par quoi commence la trace d'une assistance.
ASSISTANCE = "Assistance"
DERNIERS = 20


def gestes_sur(numero: int | str) -> QuerySet:
    """Écrits en phrases par nos opérations ; ce que Django note en JSON est dans l'historique."""
    entrees = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Utilisateur), object_id=str(numero)
    )
    phrases = entrees.exclude(change_message="").exclude(change_message__startswith="[")
    return phrases.select_related("user").order_by("-action_time", "-pk")


def lire_assistances(compte: Utilisateur) -> tuple[LogEntry, ...]:
    """Les dernières fois que quelqu'un a vu le site comme cette personne."""
    assistances = gestes_sur(compte.pk).filter(change_message__startswith=ASSISTANCE)
    return tuple(assistances[:DERNIERS])
