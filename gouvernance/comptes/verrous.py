"""Les connexions verrouillées après trop d'échecs, et qui les rouvre avant l'heure."""

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Max, Min, QuerySet, Sum
from django.utils import timezone

from gouvernance.evenements import Evenement, consigner
from gouvernance.models import Utilisateur


@dataclass(frozen=True, slots=True)
class Verrou:
    """Un nom verrouillé depuis une adresse ; `numero` est celui d'un de ses échecs."""

    numero: int
    nom: str
    adresse: str
    echecs: int
    jusqu_a: datetime
    compte: Utilisateur | None


def lire_verrous() -> list[Verrou]:
    attente = settings.AXES_COOLOFF_TIME
    lignes = list(
        AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - attente)
        .order_by()
        .values("username", "ip_address")
        .annotate(numero=Min("pk"), echecs=Sum("failures_since_start"), dernier=Max("attempt_time"))
        .filter(echecs__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-dernier", "numero")
    )
    noms = [ligne["username"] for ligne in lignes]
    comptes = {compte.username: compte for compte in Utilisateur.objects.filter(username__in=noms)}
    return [
        Verrou(
            ligne["numero"],
            ligne["username"] or "",
            ligne["ip_address"] or "",
            ligne["echecs"],
            ligne["dernier"] + attente,
            comptes.get(ligne["username"]),
        )
        for ligne in lignes
    ]


@transaction.atomic
def lever_le_verrou(echec: AccessAttempt, *, auteur: Utilisateur) -> None:
    """Oublie les échecs de ce nom depuis cette adresse ; le compte, s'il existe, en garde trace."""
    AccessAttempt.objects.filter(username=echec.username, ip_address=echec.ip_address).delete()
    comptes = Utilisateur.objects.filter(username=echec.username)
    tracer(comptes, auteur, "Connexion déverrouillée.")
    vise = comptes.values_list("pk", flat=True).first()
    consigner(Evenement.VERROU_LEVE, auteur, vise=vise, adresse=echec.ip_address)


def tracer(comptes: QuerySet, auteur: Utilisateur, fait: str) -> None:
    """Au journal de l'administration, sur chaque compte."""
    for compte in comptes:
        LogEntry.objects.log_actions(auteur.pk, [compte], CHANGE, fait, single_object=True)
