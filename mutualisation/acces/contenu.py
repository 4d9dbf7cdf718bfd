"""Où en sont les seconds facteurs : le sien, et ceux de tous pour qui administre les comptes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django_otp.plugins.otp_static.models import StaticToken

from gouvernance.models import Utilisateur
from mutualisation.acces.second_facteur import appareil_de, est_exige


@dataclass(frozen=True, slots=True)
class MonSecondFacteur:
    est_exige: bool
    depuis: datetime | None  # aucun appareil : rien n'est activé
    codes_restants: int


@dataclass(frozen=True, slots=True)
class SecondFacteur:
    compte: Utilisateur
    est_exige: bool
    depuis: datetime | None
    dernier_usage: datetime | None


def lire_mon_second_facteur(compte: Utilisateur) -> MonSecondFacteur:
    appareil = appareil_de(compte)
    return MonSecondFacteur(
        est_exige(compte),
        appareil and appareil.created_at,
        StaticToken.objects.filter(device__user=compte).count(),
    )


def lire_les_seconds_facteurs() -> list[SecondFacteur]:
    """Les comptes qui le doivent ou l'ont, ceux à qui il manque d'abord."""
    a_un_appareil = Q(totpdevice__confirmed=True)
    comptes = (
        Utilisateur.objects.filter(is_active=True)
        .filter(Q(is_staff=True) | Q(is_superuser=True) | a_un_appareil)
        .filter(a_un_appareil | Q(totpdevice=None))
        .annotate(depuis=F("totpdevice__created_at"), usage=F("totpdevice__last_used_at"))
        .order_by(F("depuis").desc(nulls_first=True), "last_name", "first_name", "pk")
    )
    return [
        SecondFacteur(compte, est_exige(compte), compte.depuis, compte.usage) for compte in comptes
    ]
